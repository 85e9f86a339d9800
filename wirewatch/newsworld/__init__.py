"""The news world: invented outlets on loopback, with a clock, faults and sinks of their own.

It is the demo's world and the test bed of every promise: three evolving events in the
Federation of Karvistan, told by outlets that copy, edit, contradict and break.

    world = World(start=start)                       what is printed where, and when
    async with serve(world, clock) as served:        the outlets, each on its own address
        served.outlets["ledger"].faults.add("/feed*", Status(503, retry_after=30), count=2)
    score(world.truth(), ...)                        what was lost, late, false or doubled
"""
