"use strict";
(() => {
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // What the reader decided, kept where the browser allows it (a page opened as a file may not).
  const memory = {
    get(name, otherwise) {
      try {
        return JSON.parse(localStorage.getItem(`papertriage.${name}`)) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
    set(name, value) {
      try {
        localStorage.setItem(`papertriage.${name}`, JSON.stringify(value));
      } catch {
        // It then lasts as long as the page is open.
      }
    },
  };

  // Before the first paint, so that the page does not flash; the rest waits for the papers.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => root.dataset.theme ?? (dark.matches ? "dark" : "light");
  const chosen = memory.get("theme", null);
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;
  root.classList.add("live");
  document.addEventListener("DOMContentLoaded", start);

  function start() {
    const { papers, newest, topic } = JSON.parse(one("#data").textContent);
    const articles = all("article");
    const batches = all(".batch").map((element) => {
      const size = element.childElementCount;
      return { element, size, shown: size };
    });
    const sections = all("main > .list").map((section) => {
      const own = batches.filter(({ element }) => element.parentElement === section);
      return { section, own, size: own.reduce((sum, { size }) => sum + size, 0) };
    });
    const batchOf = batches.flatMap((batch) => Array(batch.size).fill(batch));
    const visible = articles.map(() => true);
    const search = one("#search");
    const read = new Set(memory.get("read", []));
    const decisions = new Map(Object.entries(memory.get("decisions", {})));
    const undoable = [];
    let at = -1;

    // --- search and filters ------------------------------------------------------------------

    const fold = (text) => text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
    const texts = Array(articles.length);
    const textOf = (index) => {
      texts[index] ??= fold(
        all("h3, .by, .abstract, .who", articles[index]).map((part) => part.textContent).join("\n"),
      );
      return texts[index];
    };
    // A little at a time, so that the first letter typed finds everything ready.
    (function prepare(from) {
      const end = Math.min(from + 100, articles.length);
      for (let index = from; index < end; index += 1) textOf(index);
      if (end < articles.length) setTimeout(prepare, 0, end);
    })(0);

    function wanted() {
      const words = [];
      const banned = [];
      for (const [, not, phrase, word] of search.value.matchAll(/(-?)(?:"([^"]*)"?|(\S+))/g)) {
        const text = fold(phrase ?? word).trim();
        if (text && text !== "-") (not ? banned : words).push(text);
      }
      return {
        words,
        banned,
        topics: all(".topic[aria-pressed=true]").map((button) => Number(button.dataset.topic)),
        from: one("#from").value,
        to: one("#to").value,
        least: Number(one("#least").value) / 100,
        anyScore: one("#least").value === one("#least").min,
        unread: one("#unread").checked,
      };
    }

    function fits(want, index) {
      const paper = papers[index];
      // As --since and --until do: a day that the date may mean is enough, no date is not.
      if (want.from && !(paper.last >= want.from)) return false;
      if (want.to && !(paper.first && paper.first <= want.to)) return false;
      if (!want.anyScore && paper.score < want.least) return false;
      if (want.unread && isDone(index)) return false;
      if (want.topics.length && !want.topics.some((topic) => paper.topics.includes(topic))) return false;
      if (!want.words.length && !want.banned.length) return true;
      const text = textOf(index);
      return want.words.every((word) => text.includes(word)) && !want.banned.some((word) => text.includes(word));
    }

    const few = (number) => `${number} paper${number === 1 ? "" : "s"}`;

    function apply() {
      const want = wanted();
      const fitting = new Map(batches.map((batch) => [batch, 0]));
      articles.forEach((article, index) => {
        const fit = fits(want, index);
        if (fit !== visible[index]) article.hidden = !(visible[index] = fit);
        if (fit) fitting.set(batchOf[index], fitting.get(batchOf[index]) + 1);
      });
      for (const [batch, number] of fitting) showBatch(batch, number);
      for (const section of sections) showSection(section);
      const total = batches.reduce((sum, { shown }) => sum + shown, 0);
      const everything = total === papers.length;
      one("#count").textContent = everything ? few(total) : `${total} of ${few(papers.length)}`;
      one("#show-all").hidden = everything;
      one("#nothing").hidden = total > 0 || !papers.length;
      one("#copy-shown").disabled = !total;
      one("#least-said").textContent = want.least.toFixed(2).slice(1);
      if (at >= 0 && !visible[at]) select(-1);
      const main = one("main");
      if (main.getBoundingClientRect().top < 0) main.scrollIntoView(); // the best is on top
    }

    function showBatch(batch, number) {
      if (batch.shown === number) return;
      batch.shown = number;
      batch.element.classList.toggle("is-empty", !number);
      batch.element.style.setProperty("--shown", number);
    }

    function showSection({ section, own, size }) {
      const total = own.reduce((sum, { shown }) => sum + shown, 0);
      section.classList.toggle("is-empty", !total);
      one("h2 .number", section).textContent = total === size ? size : `${total} of ${size}`;
    }

    function showAll() {
      for (const form of all("form.search, form.filters")) form.reset();
      for (const button of all(".topic")) button.setAttribute("aria-pressed", "false");
      apply();
    }

    function setRecent() {
      const { value } = one("#recent");
      one("#to").value = "";
      if (!value || !newest) {
        one("#from").value = "";
      } else {
        const day = new Date(`${newest}T00:00:00Z`);
        day.setUTCDate(day.getUTCDate() - Number(value) + 1);
        one("#from").value = day.toISOString().slice(0, 10);
      }
      apply();
    }

    function setDays() {
      one("#recent").value = one("#from").value || one("#to").value ? "own" : "";
      apply();
    }

    // --- one paper ---------------------------------------------------------------------------

    function select(index, scroll = true) {
      articles[at]?.classList.remove("at");
      at = index;
      if (index < 0) return;
      articles[index].classList.add("at");
      articles[index].focus({ preventScroll: true });
      if (scroll) articles[index].scrollIntoView({ block: "nearest" });
    }

    function step(by) {
      for (let index = at + by; index >= 0 && index < articles.length; index += by) {
        if (visible[index]) return select(index);
      }
    }

    function setRead(index, yes) {
      const { id } = papers[index];
      if (yes) read.add(id);
      else read.delete(id);
      // Another page may have added to it since this one was opened.
      const kept = new Set(memory.get("read", []));
      if (yes) kept.add(id);
      else kept.delete(id);
      memory.set("read", [...kept]);
      showDecision(index);
      countUnread();
    }

    function countUnread() {
      one("#unread-count").textContent = papers.filter((_, index) => !isDone(index)).length;
    }

    // --- decisions: of this browser, else of the library when the page was made ---------------

    const words = { later: "for later", skip: "skipped" };
    const stored = (index) => decisions.get(papers[index].id);
    const markOf = (index) => stored(index)?.mark ?? papers[index].mark;
    const noteOf = (index) => stored(index)?.note ?? papers[index].note ?? "";
    const isDone = (index) => read.has(papers[index].id) || ["later", "read", "skip"].includes(markOf(index));

    function store(index, decision) {
      const { id } = papers[index];
      const kept = memory.get("decisions", {});
      if (decision) decisions.set(id, kept[id] = decision);
      else decisions.delete(id), delete kept[id];
      memory.set("decisions", kept);
      showDecision(index);
      countUnread();
      countDecisions();
    }

    function decide(index, change) {
      undoable.push([index, stored(index), read.has(papers[index].id)]);
      const before = { mark: papers[index].mark ?? "clear", ...stored(index) };
      store(index, { ...before, ...change, at: new Date().toISOString() });
    }

    // The same key again takes the mark back.
    function toggleMark(index, mark, reason) {
      const taken = markOf(index) === mark && reason === undefined;
      if (mark === "read") {
        if (taken || read.has(papers[index].id)) mark = "clear";
        decide(index, { mark, reason: undefined });
        return setRead(index, mark === "read");
      }
      decide(index, { mark: taken ? "clear" : mark, reason });
    }

    function undo() {
      const last = undoable.pop();
      if (!last) return say("Nothing to undo on this page");
      const [index, before, wasRead] = last;
      store(index, before);
      setRead(index, wasRead);
      select(index);
    }

    async function writeNote(index) {
      const note = await ask("Note", noteOf(index));
      if (note !== null && note !== noteOf(index)) decide(index, { note });
    }

    async function giveReason(index) {
      const reason = await ask("Why skip it?", "");
      if (reason !== null) toggleMark(index, "skip", reason);
    }

    function ask(question, text) {
      const dialog = one("#ask");
      const input = one("#ask-text");
      one("#ask-title").textContent = question;
      input.value = text;
      dialog.showModal();
      input.select();
      // Not on "close", which comes late: the next question may be open by then.
      return new Promise((answer) => {
        one("form", dialog).onsubmit = ({ submitter }) => answer(submitter?.value === "ok" ? input.value.trim() : null);
        dialog.oncancel = () => answer(null);
      });
    }

    function showDecision(index) {
      const article = articles[index];
      const mark = markOf(index);
      const { reason } = stored(index) ?? papers[index];
      article.classList.toggle("is-read", isDone(index));
      for (const button of all(".acts [data-mark]", article)) {
        const own = button.dataset.mark;
        button.setAttribute("aria-pressed", own === "read" ? read.has(papers[index].id) || mark === own : mark === own);
      }
      let star = one("h3 .star", article);
      if (mark === "star" && !star) {
        star = document.createElement("span");
        star.className = "star";
        star.textContent = "\u2605 ";
        one("h3", article).prepend(star);
      } else if (mark !== "star") star?.remove();
      const said = words[mark] ? [words[mark] + (reason ? `: ${reason}` : "")] : [];
      if (noteOf(index)) said.push(`\u201c${noteOf(index)}\u201d`);
      one(".own", article).textContent = said.join(" \u00b7 ");
    }

    const decided = () => papers.filter(({ id }) => decisions.has(id));

    function countDecisions() {
      const number = decided().length;
      one("#save").textContent = number ? `Save decisions (${number})` : "Save decisions";
      one("#save").disabled = !number;
    }

    function lines({ id }) {
      const { mark, note, reason, at } = decisions.get(id);
      const line = { id, mark, at, ...(topic && { topic }), ...(reason && { reason }) };
      if (note === undefined) return [line];
      // Clear takes the note back, too, so the note comes after it.
      const later = new Date(Date.parse(at) + 1).toISOString();
      return [line, { id, mark: "note", note, at: later }];
    }

    function save() {
      const file = { papertriage: "decisions", decisions: decided().flatMap(lines) };
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
      link.download = "decisions.json";
      link.click();
      URL.revokeObjectURL(link.href);
      say("papertriage mark --from decisions.json", 8000);
    }

    function toggle(more) {
      if (more) more.open = !more.open;
    }

    function openAll() {
      const yes = one("#open-all").getAttribute("aria-pressed") !== "true";
      one("#open-all").setAttribute("aria-pressed", yes);
      for (const more of all("article:not([hidden]) > details")) more.open = yes;
    }

    // --- copying -----------------------------------------------------------------------------

    let quiet;
    function say(text, milliseconds = 2000) {
      clearTimeout(quiet);
      one("#said").textContent = text;
      quiet = setTimeout(() => { one("#said").textContent = ""; }, milliseconds);
    }

    async function copy(indices) {
      const text = indices.map((index) => papers[index].bibtex).join("\n");
      try {
        await navigator.clipboard.writeText(text);
        say(`Copied ${few(indices.length)} as BibTeX`);
      } catch {
        const area = one("#by-hand textarea");
        area.value = text;
        one("#by-hand").showModal();
        area.select();
      }
    }

    const copyShown = () => copy([...papers.keys()].filter((index) => visible[index]));

    // --- keys and clicks -----------------------------------------------------------------------

    const keys = {
      j: () => step(1),
      k: () => step(-1),
      o: () => at >= 0 && toggle(one("details", articles[at])),
      O: openAll,
      Enter: () => at >= 0 && one("h3 a", articles[at])?.click(),
      s: () => at >= 0 && toggleMark(at, "star"),
      l: () => at >= 0 && toggleMark(at, "later"),
      x: () => at >= 0 && toggleMark(at, "skip"),
      X: () => at >= 0 && giveReason(at),
      r: () => at >= 0 && toggleMark(at, "read"),
      n: () => at >= 0 && writeNote(at),
      u: undo,
      c: () => at >= 0 && copy([at]),
      C: copyShown,
      "/": () => { search.focus(); search.select(); },
      "?": () => one("#help").showModal(),
      Escape: showAll,
    };

    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
      if (event.target.matches("input:not([type=checkbox], [type=range]), select, textarea")) {
        if (event.key === "Escape") event.target.blur();
        return;
      }
      if (event.key === "Enter" && !event.target.matches("article")) return;
      if (!Object.hasOwn(keys, event.key)) return;
      event.preventDefault();
      keys[event.key]();
    });

    one("main").addEventListener("click", ({ target }) => {
      const index = articles.indexOf(target.closest("article"));
      if (index < 0) return;
      if (index !== at && !target.closest("a, button, summary")) select(index, false);
      if (target.closest(".copy")) copy([index]);
      const { mark } = target.closest("[data-mark]")?.dataset ?? {};
      if (mark) toggleMark(index, mark);
      if (target.closest(".write")) writeNote(index);
      if (target.closest("h3 a")) setRead(index, true);
    });

    for (const button of all(".topic")) {
      button.disabled = false;
      button.addEventListener("click", () => {
        button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
        apply();
      });
    }

    function showTheme() {
      one("#theme").textContent = theme() === "dark" ? "Light" : "Dark";
    }

    one("#theme").addEventListener("click", () => {
      const wish = theme() === "dark" ? "light" : "dark";
      const own = wish !== (dark.matches ? "dark" : "light");
      if (own) root.dataset.theme = wish;
      else delete root.dataset.theme;
      memory.set("theme", own ? wish : null);
      showTheme();
    });
    dark.addEventListener("change", showTheme);

    search.addEventListener("input", apply);
    for (const form of all("form.search, form.filters")) form.addEventListener("submit", (event) => event.preventDefault());
    for (const id of ["least", "unread"]) one(`#${id}`).addEventListener("input", apply);
    for (const id of ["from", "to"]) one(`#${id}`).addEventListener("input", setDays);
    one("#recent").addEventListener("input", setRecent);
    one("#show-all").addEventListener("click", showAll);
    one("#copy-shown").addEventListener("click", copyShown);
    one("#open-all").addEventListener("click", openAll);
    one("#save").addEventListener("click", save);
    one("#keys").addEventListener("click", keys["?"]);
    one(".panel").open = matchMedia("(width >= 60rem)").matches;

    papers.forEach(({ id, mark }, index) => (mark || read.has(id) || decisions.has(id)) && showDecision(index));
    countUnread();
    countDecisions();
    showTheme();
    apply();
  }
})();
