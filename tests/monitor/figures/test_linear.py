"""No text takes the reader more than linear time, however it is made."""

import gc
import time

import pytest

from monitor.figures.reading import read_text

KB = 1024
MB = 1024 * KB
_DENSE = 48 * KB  # of what has a number every few characters
# Twice the text in twice the time; in four times the time, if it grows with the square.  Between
# them lies what a busy machine adds.
_MOST = 3.0
_TRIES = 4


def _seconds(text: str) -> float:
    """Return the processor's time for one reading, without the collector's."""
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        read_text(text)
        return time.process_time() - began
    finally:
        gc.enable()


def _grows(half: str, whole: str) -> float:
    """Return how much longer the whole takes than its half, in the quietest of some tries."""
    least = float("inf")
    for _ in range(_TRIES):
        least = min(least, _seconds(whole) / max(_seconds(half), 1e-4))
        if least < _MOST:
            break
    return least


@pytest.mark.parametrize(
    ("piece", "size"),
    [
        ("7", MB),
        ("7,", _DENSE),
        ("123,", _DENSE),
        (",", MB),
        ("a, ", MB),
        ("$", MB),
        ("₹ ", MB),
        ("$5, ", _DENSE),
        ("5 pounds ", _DENSE),
        ("Rs 5 ", _DENSE),
        ("said ", MB),
        ("he said ", MB),
        ("Police said 12 died, ", _DENSE),
        ("The army said nine died. ", _DENSE),
        ("The dead are 12. ", _DENSE),
        ("12 dead: police\n", _DENSE),
        ("“12 died. ", _DENSE),
        ("9 dead: 4 women, 5 men. ", _DENSE),
        ("$5 (₹50) ", _DENSE),
        ("including 3 women, ", _DENSE),
        ("A man was killed. ", _DENSE),
        ("12 लोग मारे गए। ", _DENSE),
        ("۱۲ افراد ہلاک اور ", _DENSE),
        ("twelve-", _DENSE),
        ("12, 7 and 3 deaths respectively ", _DENSE),
        ("killed Orla Tenn, who was ill, and ", _DENSE),
        ("six (four of them women) and ", _DENSE),
        ("one of his guards and Osk, 42; ", _DENSE),
    ],
)
def test_a_piece_without_end_takes_linear_time(piece: str, size: int) -> None:
    """Twice as much of one thing takes about twice as long."""
    half = piece * (size // 2 // len(piece))
    assert _grows(half, half + half) < _MOST


@pytest.mark.parametrize(("opened", "closed"), [("(", ")"), ("[", "]"), ("“", "”")])
def test_nested_brackets_take_linear_time(opened: str, closed: str) -> None:
    """Ten thousand brackets within each other are no deeper than five thousand."""
    texts = [opened * n + "12 died" + closed * n for n in (5_000, 10_000)]
    assert _grows(*texts) < _MOST


def test_a_line_of_two_megabytes_takes_linear_time() -> None:
    """A page without a stop is one sentence, and is read to its end."""
    words = "the road to the valley was closed and rain went on " * (MB // 52)
    texts = [f"{words * n}and 12 people were killed" for n in (1, 2)]
    assert _grows(*texts) < _MOST
    (claim,) = read_text(texts[1]).claims
    assert (claim.figure.value, claim.figure.effect) == (12, "killed")


@pytest.mark.parametrize("between", ["a", "a ", " ", "=", "x, "])
def test_what_stands_between_two_sums_takes_linear_time(between: str) -> None:
    """A conversion stands beside its sum, or is none."""
    texts = [f"$5 ({between * (size // len(between))}, ₹5" for size in (MB // 2, MB)]
    assert _grows(*texts) < _MOST


def test_many_figures_of_one_sentence_and_one_speaker_take_linear_time() -> None:
    """A speaker at the beginning of an endless sentence is not looked for from each figure."""
    texts = ["Police said " + "12 were killed, " * n for n in (4_000, 8_000)]
    assert _grows(*texts) < _MOST
