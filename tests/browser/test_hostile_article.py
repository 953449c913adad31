from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from visiting import OpenPage, ask

from bp_qa.corpus import Article, join_paragraphs
from bp_qa.engine import Engine

pytestmark = pytest.mark.browser

ATTACK = (
    'Hồ Vạn Sơn có 77 con thuyền <script>document.title="stolen"</script>'
    '<img src="http://198.51.100.7/pixel.png" onerror="document.title=1">'
    '<form action="http://198.51.100.7/form"><button>OK</button></form>'
    '<div style="position:fixed;inset:0;background:url(http://198.51.100.7/b.png)">x</div>'
    "![ảnh](http://198.51.100.7/md.png) [bấm](http://198.51.100.7/link) <http://198.51.100.7/auto> "
    "[1] [2](#x) **đậm** $$x^2$$."
)


@pytest.fixture
def hostile(engine: Engine) -> Iterator[Article]:
    text, paragraphs = join_paragraphs(
        [("body", ATTACK), ("caption", "<svg onload=document.title=2> [1] Hồ Vạn Sơn nhìn từ xa")]
    )
    article = Article(
        id="2026-11-19-ho-van-son",
        title='Hồ Vạn Sơn <img src=x onerror="document.title=3"> [1]',
        text=text,
        paragraphs=paragraphs,
        section="<b>Lạ</b>",
        published=datetime(2026, 11, 22, 8, tzinfo=UTC),
        byline="<i>Kẻ lạ</i>",
        sources=("javascript:alert(1)",),
    )
    saved = engine.corpus.save(article)
    engine.sync()
    yield saved
    engine.corpus.remove(saved.id)
    engine.sync()


def test_a_hostile_article_is_text_and_nothing_leaves_the_machine(
    open_page: OpenPage, hostile: Article, engine: Engine
) -> None:
    page = open_page()
    page.route("http://198.51.100.7/**", lambda route: route.abort())
    title = page.title()
    ask(page, "Hồ Vạn Sơn có bao nhiêu con thuyền?")
    answer = page.locator(".bp-answer").last
    cited = {c.article_id for c in engine.ask("Hồ Vạn Sơn có bao nhiêu con thuyền?").citations}
    assert hostile.id in cited
    expect(answer).to_contain_text('<script>document.title="stolen"</script>')
    expect(answer).to_contain_text("![ảnh](http://198.51.100.7/md.png)")
    for forbidden in ("script", "img", "form", "svg", "[style]", "a[href^='http']", "b", ".katex"):
        assert page.locator(f".bp-answer {forbidden}").count() == 0, forbidden
    answer.locator(".bp-marker").first.click()
    article = page.locator(".bp-article")
    expect(article.locator("#bp-article-title")).to_have_text(hostile.title)
    expect(article).to_contain_text("<b>Lạ</b>")
    for forbidden in ("script", "img", "form", "svg", "[style]", "a[href^='http']", "b", "i", ".bp-marker"):
        assert article.locator(forbidden).count() == 0, forbidden
    page.get_by_role("tab", name="Kho bài").click()
    expect(page.locator(".bp-timeline, #bp-table").first).to_be_visible()
    expect(page.locator("#bp-table")).to_contain_text("Hồ Vạn Sơn <img")
    assert page.locator("#bp-table img").count() == 0
    assert page.title() == title


def test_a_hostile_question_is_text(open_page: OpenPage) -> None:
    page = open_page()
    title = page.title()
    ask(
        page,
        'Hồ <img src="http://198.51.100.7/q.png" onerror=document.title=1> [x](http://198.51.100.7) ở đâu?',
    )
    expect(page.locator(".bp-asked")).to_contain_text('<img src="http://198.51.100.7/q.png"')
    assert page.locator(".bp-asked img, .bp-asked a, .bp-answer img").count() == 0
    assert page.title() == title
