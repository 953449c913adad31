// The page's own behaviour: the side panel, quotes shown on markers, and buttons within our own markup.
// Runs once, when the panel is made; `element`, `props`, `server` and `trigger` are Gradio's.
const panel = element.closest("#bp-panel") || element;
let openedFrom = null;
let request = 0;

const tip = document.createElement("div");
tip.id = "bp-tip";
tip.setAttribute("role", "tooltip");
tip.hidden = true;
document.body.append(tip);

function text(tag, className, content) {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = content;
  return node;
}

// A link "#mo/<article>/<start>/<end>" opens an article; "#sua/<question>" puts a question in the box;
// "#chep/<turn>" copies an answer.
function read(link) {
  const [verb, ...parts] = (link?.getAttribute("href") || "").slice(1).split("/").map(decodeURIComponent);
  return { verb, parts };
}

// A marker leads to its source in the list below the answer, which holds all that is shown of it.
function sourceOf(marker) {
  return document.getElementById(marker.getAttribute("href").slice(1));
}

function showTip(marker, withButton) {
  const source = sourceOf(marker);
  if (!source) return;
  const link = source.querySelector(".bp-open");
  tip.replaceChildren(
    text("strong", "", link.textContent), text("span", "bp-meta", source.querySelector(".bp-meta").textContent),
    text("q", "", source.querySelector("blockquote").textContent));
  if (withButton) {
    const button = text("a", "bp-button", props.open_text);
    button.setAttribute("href", link.getAttribute("href"));
    tip.append(button);
  }
  tip.hidden = false;
  marker.setAttribute("aria-describedby", "bp-tip");
  const at = marker.getBoundingClientRect();
  const width = tip.offsetWidth, height = tip.offsetHeight;
  const left = Math.max(8, Math.min(at.left - 12, window.innerWidth - width - 8));
  const above = at.top - height - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 8 ? above : at.bottom + 8}px`;
}

function hideTip() {
  tip.hidden = true;
  document.querySelectorAll('[aria-describedby="bp-tip"]').forEach((m) => m.removeAttribute("aria-describedby"));
}

function closePanel() {
  document.body.classList.remove("bp-opened");
  props.value = "";
  if (openedFrom && openedFrom.isConnected) openedFrom.focus();
  hideTip(); // which the focus brought back
  openedFrom = null;
}

// With the panel the answer is set anew, narrower: what was clicked is kept where it can be seen.
function keepInSight(from) {
  if (innerWidth >= 900 && from?.isConnected && !panel.contains(from)) from.scrollIntoView({ block: "center" });
}

async function openPanel(from, load) {
  const mine = ++request;
  if (from && !panel.contains(from) && from.id !== "bp-tip") openedFrom = from;
  hideTip();
  const html = await load();
  if (mine !== request) return; // another article was asked for meanwhile
  props.value = html;
  document.body.classList.add("bp-opened");
  keepInSight(openedFrom);
  let tries = 0;
  const settle = () => {
    const heading = panel.querySelector("#bp-article-title");
    if (!heading && tries++ < 60) return requestAnimationFrame(settle);
    const quote = panel.querySelector("mark.bp-quote");
    heading?.focus({ preventScroll: true });
    const scroll = panel.querySelector(".bp-scroll");
    if (quote && scroll) {
      scroll.scrollTop += quote.getBoundingClientRect().top - scroll.getBoundingClientRect().top
        - scroll.clientHeight / 3;
    } else if (scroll) {
      scroll.scrollTop = 0;
    }
  };
  requestAnimationFrame(() => requestAnimationFrame(settle));
}

function questionBox() {
  return document.querySelector("#bp-question textarea, #bp-question input");
}

function fillQuestion(question) {
  const box = questionBox();
  const proto = box.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(proto.prototype, "value").set.call(box, question);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

// The answer and its sources as they would be written down; not what the page says about them.
function answerText(answer) {
  const lines = [];
  answer.querySelectorAll(":scope > p, :scope > ul > li").forEach((node) => {
    if (node.matches(".bp-understood, .bp-note, .bp-after")) return;
    const plain = node.cloneNode(true);
    plain.querySelectorAll(".bp-hidden").forEach((hidden) => hidden.remove());
    lines.push((node.tagName === "LI" ? "- " : "") + plain.textContent.replace(/\s+/g, " ").trim());
  });
  const sources = [...answer.querySelectorAll(".bp-sources li")].map((source) =>
    `[${source.querySelector(".bp-number").textContent}] ${source.querySelector(".bp-open").textContent}` +
    ` (${source.querySelector(".bp-meta").textContent}): “${source.querySelector("blockquote").textContent}”`);
  return [lines.join("\n"), sources.length ? `${props.sources_text}:\n${sources.join("\n")}` : ""]
    .filter(Boolean).join("\n\n");
}

async function copy(button, content) {
  try {
    await navigator.clipboard.writeText(content);
  } catch {
    const area = document.createElement("textarea"); // without https there is no clipboard to ask
    area.value = content;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const label = button.textContent;
  button.textContent = props.copied;
  setTimeout(() => { button.textContent = label; }, 2000);
}

// What was asked last is brought into sight, so that its answer is; also in a conversation opened again.
let asked = "", followUntil = 0;
function showLast() {
  const questions = [...document.querySelectorAll("#bp-chat .bp-asked")];
  const now = questions.map((question) => question.textContent).join("\n");
  if (now !== asked) followUntil = Date.now() + 4000; // while the answer grows, and the page with it
  if (Date.now() < followUntil) questions.at(-1)?.scrollIntoView({ block: "start" });
  asked = now;
}
for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"])
  document.addEventListener(kind, () => { followUntil = 0; }, { capture: true, passive: true });

let touched = false;
document.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; }, true);

const OURS = ".bp-answer,.bp-article,#bp-welcome,#bp-nexts,#bp-history,#bp-tip,#bp-desk";

document.addEventListener("click", (event) => {
  if (event.target.closest?.(".bp-skip")) {
    event.preventDefault();
    questionBox()?.focus();
    return;
  }
  const at = event.target.closest?.("a[href^='#'],button");
  if (!at?.closest(OURS)) {
    if (!tip.contains(event.target)) hideTip();
    return;
  }
  const data = at.dataset;
  if (at.tagName === "A") {
    event.preventDefault();
    if (at.classList.contains("bp-marker") && touched && tip.hidden) return showTip(at, true);
    const link = at.classList.contains("bp-marker") ? sourceOf(at)?.querySelector(".bp-open") : at;
    const { verb, parts } = read(link);
    if (verb === "sua") fillQuestion(parts[0]);
    if (verb === "chep") copy(at, answerText(at.closest(".bp-answer")));
    if (verb === "mo")
      openPanel(at, () => server.open_article([parts[0], Number(parts[1]), Number(parts[2])]));
  }
  else if (at.classList.contains("bp-close")) closePanel();
  else if (data.search !== undefined) openPanel(at, () => server.find([data.search]));
  else if (data.copy !== undefined) copy(at, data.copy);
  else if (data.only !== undefined) { trigger("select", { article: data.only }); closePanel(); }
  else if (data.section !== undefined) trigger("select", { section: data.section });
  else if (data.ask !== undefined) { if (innerWidth < 900) closePanel(); trigger("submit", { question: data.ask }); }
  else if (data.conversation !== undefined) trigger("click", { conversation: data.conversation });
});

document.addEventListener("pointerover", (event) => {
  const marker = event.pointerType !== "touch" && event.target.closest?.(".bp-marker");
  if (marker) showTip(marker, false);
});
document.addEventListener("pointerout", (event) => {
  if (event.pointerType !== "touch" && event.target.closest?.(".bp-marker")) hideTip();
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.(".bp-marker") && !touched) showTip(event.target, false);
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.(".bp-marker") && !touched) hideTip();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (!tip.hidden) hideTip();
  else if (document.body.classList.contains("bp-opened")) closePanel();
});

// Gradio sets the language of the page to a locale it knows; ours is another.
const root = document.documentElement;
const speak = () => { if (root.lang !== props.lang) root.lang = props.lang; };
speak();
new MutationObserver(speak).observe(root, { attributes: true, attributeFilter: ["lang"] });

document.addEventListener("bp-open", (event) => {
  if (event.detail) openPanel(document.activeElement, () => server.open_article([event.detail, 0, 0]));
});

// Gradio names each message by its markup; a screen reader is told whose it is instead.
const names = { user: props.asked_text, bot: props.answer_text };
function nameMessages() {
  const chat = document.getElementById("bp-chat");
  if (!chat) return;
  chat.querySelectorAll("[data-testid='user'],[data-testid='bot']").forEach((message) => {
    const name = names[message.dataset.testid];
    if (message.getAttribute("aria-label") !== name) message.setAttribute("aria-label", name);
    if (!message.hasAttribute("role")) message.setAttribute("role", "group");
  });
  showLast();
  const log = chat.querySelector("[role='log']");
  if (log && log.getAttribute("aria-label") !== props.log_text) log.setAttribute("aria-label", props.log_text);
}
new MutationObserver(nameMessages).observe(document.body, {
  childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label"] });
nameMessages();
