from justext.core import define_stoplist
from trafilatura import external

from crawler import warm


def test_the_stop_words_that_workers_share_are_all_of_the_librarys() -> None:
    """They are looked up by the key that trafilatura passes on, without reading them again."""
    ours = external.JT_STOPLIST
    assert isinstance(ours, warm.StopWords)
    before = define_stoplist.cache_info()
    shared = define_stoplist(ours)
    assert define_stoplist.cache_info().misses == before.misses
    assert shared == {word for name in warm.get_stoplists() for word in warm.get_stoplist(name)}
