"""The archive over HTTP, as the README shows it, and as MCP tools."""

import json
import urllib.request

import gradio as gr
import pytest
from gradio_client import Client

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def client(served: gr.Blocks) -> Client:
    return Client(str(served.local_url), verbose=False)


def test_only_the_three_endpoints_are_public(client: Client) -> None:
    described = client.view_api(return_format="dict")
    assert set(described["named_endpoints"]) == {"/ask", "/search", "/articles"}


def test_ask_gives_what_the_command_line_prints(client: Client) -> None:
    answer = client.predict("Ai được khen thưởng ở Hoàng Mai?", api_name="/ask")
    assert answer["abstained"] is False
    assert "giấy khen" in answer["answer"]
    article = client.predict(answer["citations"][0]["article_id"], api_name="/articles")[0]
    citation = answer["citations"][0]
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_ask_takes_filters_and_refuses_a_day_that_is_none(client: Client) -> None:
    narrowed = client.predict(
        "Ngày Biên phòng toàn dân là ngày nào?", published_from="2024", published_to="2024", api_name="/ask"
    )
    assert {passage["article_id"][:4] for passage in narrowed["passages"]} == {"2024"}
    with pytest.raises(Exception, match="hôm kia"):
        client.predict("Ai?", published_from="hôm kia", api_name="/ask")


def test_search_and_list(client: Client) -> None:
    found = client.predict("giấy khen", "keyword", 3, api_name="/search")
    assert len(found) == 3
    assert "giấy khen" in found[0]["text"]
    listed = client.predict(api_name="/articles")
    assert len(listed) >= 28
    assert "text" not in listed[0]


def test_the_same_three_are_mcp_tools(served: gr.Blocks) -> None:
    with urllib.request.urlopen(f"{served.local_url}gradio_api/mcp/schema", timeout=20) as reply:
        tools = {tool["name"]: tool for tool in json.load(reply)}
    assert {name.rsplit("_", 1)[-1] for name in tools} == {"ask", "search", "articles"}
    assert all(tool["description"] for tool in tools.values())
