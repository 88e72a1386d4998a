
"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const cards = all(".card").map((card) => ({
    card,
    row: card.closest(".row"),
    file: card.closest(".file"),
    severity: card.classList[1],
    family: "family-" + card.classList[2].slice(1),
    words: null,
  }));
  const rows = all(".row"), files = all(".file");
  const boxes = all(".filter input[type=checkbox]");
  const search = document.getElementById("search"), shown = document.getElementById("shown");
  const words = (entry) => entry.words ??=
    [entry.card, entry.row, entry.file.querySelector("h2")].map((part) => part.textContent).join("\n").toLowerCase();

  const update = () => {
    const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.id));
    const wanted = search.value.trim().toLowerCase();
    const isFiltered = off.size > 0 || wanted !== "";
    const live = new Set();
    let count = 0;
    for (const entry of cards) {
      const isShown = !off.has(entry.severity) && !off.has(entry.family) && (wanted === "" || words(entry).includes(wanted));
      entry.card.hidden = !isShown;
      if (isShown) {
        count += 1;
        live.add(entry.row).add(entry.file);
      }
    }
    for (const part of [...rows, ...files]) part.hidden = isFiltered && !live.has(part);
    shown.value = count + " / " + cards.length;
  };

  let current = -1;
  const go = (step) => {
    for (let next = current + step; next >= 0 && next < cards.length; next += step) {
      const { card, file } = cards[next];
      if (card.hidden) continue;
      file.open = true;
      current = next;
      card.scrollIntoView({ block: "center" });
      card.focus({ preventScroll: true });
      return;
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === search) {
      if (event.key === "Escape") search.blur();
      return;
    }
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "/") search.focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    const at = cards.findIndex((entry) => entry.card.contains(event.target));
    if (at >= 0) current = at;
  });
  boxes.forEach((box) => box.addEventListener("change", update));
  search.addEventListener("input", update);
  addEventListener("beforeprint", () => files.forEach((file) => { file.open = true; }));
  all(".with-script").forEach((part) => { part.hidden = false; });
  update();
})();
