"""Whether an index that has been through something finds and answers what one made afresh does."""

from pathlib import Path

from small_archive import QUESTIONS, check_invariants, searches

from bp_qa.engine import Engine


def compare_with_fresh(engine: Engine, folder: Path, best: int = 100) -> int:
    """Asserts that `engine`, synced, equals an index of the same articles made in `folder`.

    Of each search the `best` hits are compared.

    Returns:
        How many searches and answers were compared.
    """
    check_invariants(engine)
    assert engine.sync().embedded_chunks == 0
    articles = [engine.source.load(name) for name in engine.source.stamps()]
    fresh = Engine.for_articles(articles, folder, engine.settings, engine.embeddings)
    fresh.sync()
    compared = 0
    # BM25 counts what was deleted until tantivy merges it away: its scores differ a little there, so that
    # of those searches all that is found is compared, not the order.
    for (mode, question, found), (_, _, expected) in zip(searches(engine), searches(fresh), strict=True):
        if mode == "dense":
            assert found[:best] == expected[:best], question
        else:
            assert {id_ for id_, _ in found[:best]} == {id_ for id_, _ in expected[:best]}, question
        compared += 1
    for question in QUESTIONS:
        given, expected_answer = engine.ask(question), fresh.ask(question)
        assert (given.text, given.citations) == (expected_answer.text, expected_answer.citations), question
        compared += 1
    fresh.index.close()
    return compared
