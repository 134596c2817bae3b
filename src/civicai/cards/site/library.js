// Search, filters and comparison of the library of cards. No dependency; every text from a card
// goes into the page as text, never as markup.
(function () {
  "use strict";
  const SHOWN = 25;
  const words = document.body.dataset;
  const find = (id) => document.getElementById(id);
  const plain = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’']/g, " ").toLowerCase();
  const number = new Intl.NumberFormat(document.documentElement.lang);

  if (find("search")) startSearch();
  if (find("pair")) startComparison();

  function startSearch() {
    const form = find("search");
    const entries = [...find("cards").children].map((item) => ({
      item,
      text: plain(item.textContent + " " + item.dataset.words),
      by: item.dataset,
      on: true,
    }));
    const selects = [...form.querySelectorAll("select")];
    let limit = SHOWN;

    function refresh() {
      const wanted = plain(find("q").value).split(/\s+/).filter(Boolean);
      const filters = selects.filter((s) => s.value).map((s) => [s.dataset.by, s.value]);
      let count = 0;
      for (const entry of entries) {
        const fits =
          filters.every(([by, value]) => entry.by[by] === value) &&
          wanted.every((word) => entry.text.includes(word));
        if (fits) count += 1;
        const on = fits && count <= limit;
        if (on !== entry.on) {
          entry.on = on;
          entry.item.hidden = !on;
        }
      }
      const said = words.found
        .replace("{count}", number.format(count))
        .replace("{total}", number.format(entries.length));
      find("count").textContent = count ? said : words.nothing;
      const rest = Math.min(SHOWN, count - limit);
      find("more").hidden = rest <= 0;
      find("more").textContent = words.more.replace("{count}", number.format(Math.max(0, rest)));
    }

    function again() {
      limit = SHOWN;
      refresh();
    }
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", again);
    form.addEventListener("reset", () => setTimeout(again));
    find("more").addEventListener("click", () => {
      const visible = entries.filter((entry) => entry.on);
      limit += SHOWN;
      refresh();
      const next = entries.find((entry) => entry.on && !visible.includes(entry));
      if (next) next.item.querySelector("a").focus();
    });
    refresh();
    startPicking();
  }

  function startPicking() {
    const boxes = [...document.querySelectorAll(".pick input")];
    for (const box of boxes) box.parentElement.hidden = false;
    find("cards").addEventListener("change", (event) => {
      let chosen = boxes.filter((box) => box.checked);
      const tooMany = chosen.length > 2;
      if (tooMany) {
        event.target.checked = false;
        chosen = boxes.filter((box) => box.checked);
      }
      find("chosen").hidden = chosen.length === 0;
      find("chosen-text").textContent = tooMany
        ? words.most
        : [" ", words.one, words.two][chosen.length];
      find("go").hidden = chosen.length < 2;
      find("go").href = "compare.html#" + chosen.map((box) => box.value).join(",");
    });
  }

  function startComparison() {
    const selects = [find("first"), find("second")];
    const cards = new Map();
    window.civicaiCard = (card) => cards.set(card.id, card);

    function load(id) {
      if (cards.has(id)) return Promise.resolve();
      return new Promise((done) => {
        const script = document.createElement("script");
        script.src = "cards/" + encodeURIComponent(id) + ".js";
        script.onload = script.onerror = done;
        document.head.append(script);
      });
    }

    async function show() {
      const ids = selects.map((select) => select.value);
      find("table").replaceChildren();
      find("said").textContent = "";
      if (!ids[0] || !ids[1]) return;
      location.hash = ids.join(",");
      await Promise.all(ids.map(load));
      const pair = ids.map((id) => cards.get(id));
      if (!pair[0] || !pair[1]) {
        find("said").textContent = words.failed;
        return;
      }
      find("table").replaceChildren(draw(pair));
    }

    const chosen = decodeURIComponent(location.hash.slice(1)).split(",");
    selects.forEach((select, rank) => {
      const known = [...select.options].some((option) => option.value === chosen[rank]);
      select.value = known ? chosen[rank] : "";
      select.addEventListener("change", show);
    });
    find("pair").hidden = false;
    show();
  }

  function draw(pair) {
    const rows = new Map();
    pair.forEach((card, rank) => {
      card.rows.forEach(([place, order, section, label, text]) => {
        const key = [place, section, label].join("\u0000");
        if (!rows.has(key)) rows.set(key, { place, order, section, label, texts: ["–", "–"] });
        rows.get(key).texts[rank] = text;
      });
    });
    const sorted = [...rows.values()].sort((a, b) => a.place - b.place || a.order - b.order);
    const table = make("table");
    table.append(make("caption", words.caption));
    const head = table.createTHead().insertRow();
    for (const text of [words.field, ...pair.map((card) => card.name)]) {
      const cell = make("th", text);
      cell.scope = "col";
      head.append(cell);
    }
    pair.forEach((card, rank) => (head.children[rank + 1].lang = card.lang));
    let body = null;
    let place = null;
    for (const row of sorted) {
      if (row.place !== place) {
        place = row.place;
        body = table.createTBody();
        if (row.section) {
          const cell = make("th", row.section);
          cell.scope = "rowgroup";
          cell.colSpan = 3;
          cell.className = "section";
          body.insertRow().append(cell);
        }
      }
      const line = body.insertRow();
      const name = make("th", row.label || row.section);
      name.scope = "row";
      if (row.texts[0] !== row.texts[1]) {
        line.className = "differs";
        name.append(make("span", " " + words.differs, "tag"));
      }
      line.append(name);
      row.texts.forEach((text, rank) => {
        const cell = make("td", text);
        cell.lang = pair[rank].lang;
        line.append(cell);
      });
    }
    const scroll = make("div", "", "scroll");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", words.caption);
    scroll.append(table);
    return scroll;
  }

  function make(tag, text, kind) {
    const node = document.createElement(tag);
    if (text) node.textContent = text;
    if (kind) node.className = kind;
    return node;
  }
})();
