// Draws the figures that the page carries as data, in the colours of the current theme; ← → change the period.
(() => {
  "use strict";

  // The light value that figures name, and the custom property that stands for it.
  const TOKENS = {
    "#ffffff": "--surface",
    "#f6f7f9": "--sunk",
    "#14181f": "--ink",
    "#4b5563": "--ink-2",
    "#667085": "--ink-3",
    "#e3e6eb": "--line",
    "#2d5bd7": "--accent",
    "#0b7a6b": "--met",
    "#a85a00": "--below-expected",
    "#b3261e": "--below-minimum",
    "#7a8494": "--no-data",
  };

  const themed = () => {
    const style = getComputedStyle(document.documentElement);
    const now = Object.fromEntries(
      Object.entries(TOKENS).map(([light, name]) => [light, style.getPropertyValue(name).trim()]),
    );
    const paint = (value) => {
      if (typeof value === "string") return now[value] ?? value;
      if (Array.isArray(value)) return value.map(paint);
      if (value === null || typeof value !== "object") return value;
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, paint(part)]));
    };
    return paint;
  };

  const data = (id) => JSON.parse(document.getElementById(id).textContent);
  const CONFIG = { displayModeBar: false, responsive: true, doubleClick: false };

  const follow = (event) => {
    const href = event.points[0]?.customdata;
    if (typeof href === "string" && href.startsWith("/") && !href.startsWith("//")) location.assign(href);
  };

  // On paper a picture is as wide as the sheet and in its greys; drawn before the printer looks.
  const PAPER = matchMedia("print");
  const SHEET = 940;

  const draw = async (place, template) => {
    const paint = themed();
    const figure = paint(data(place.dataset.figure));
    figure.layout.template = paint(template);
    if (PAPER.matches) Object.assign(figure.layout, { width: SHEET, font: { ...figure.layout.font, size: 10 } });
    const first = !place.classList.contains("js-plotly-plot");
    await Plotly.react(place, figure.data, figure.layout, CONFIG);
    if (first) place.on("plotly_click", follow);
    else if (!PAPER.matches) await Plotly.Plots.resize(place);
    if (first && place.dataset.from === "end") place.parentElement.scrollLeft = place.parentElement.scrollWidth;
    place.dataset.drawn = "yes";
    document.querySelector(`[data-of="${place.dataset.figure}"]`).hidden = false;
  };

  const save = (href, name) => {
    const link = document.createElement("a");
    link.href = href;
    link.download = name;
    link.dispatchEvent(new MouseEvent("click")); // does not bubble: nobody is to fetch it again
  };

  const plotted = (place) => {
    const { width, height } = place.getBoundingClientRect();
    return Plotly.toImage(place, { format: "svg", width: Math.round(width), height: Math.round(height) });
  };

  // Small pictures of the server's as one: in a grid, each under its name, with the style that it has here.
  const STYLE = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "color"];
  const [ACROSS, WIDE, HIGH] = [3, 264, 136];
  const drawnIn = (element) => {
    const copy = element.cloneNode(true);
    const copies = [copy, ...copy.querySelectorAll("*")];
    [element, ...element.querySelectorAll("*")].forEach((one, i) => {
      const style = getComputedStyle(one);
      STYLE.forEach((name) => copies[i].style.setProperty(name, style.getPropertyValue(name)));
    });
    return copy;
  };
  const fitting = (name, font) => {
    const brush = document.createElement("canvas").getContext("2d");
    brush.font = font;
    const fits = (text) => brush.measureText(text).width <= 240;
    const signs = [...name];
    while (signs.length && !fits(`${signs.join("")}…`)) signs.pop();
    return fits(name) ? name : `${signs.join("")}…`;
  };
  const gathered = (place) => {
    const panels = [...place.querySelectorAll("svg.panel, svg.bullet")];
    const name = "http://www.w3.org/2000/svg";
    const sheet = document.createElementNS(name, "svg");
    const height = HIGH * Math.ceil(panels.length / ACROSS);
    const size = { xmlns: name, width: ACROSS * WIDE, height, viewBox: `0 0 ${ACROSS * WIDE} ${height}` };
    Object.entries(size).forEach(([key, value]) => sheet.setAttribute(key, value));
    const hatch = place.querySelector("defs");
    if (hatch) sheet.append(drawnIn(hatch));
    panels.forEach((panel, i) => {
      const [x, y] = [12 + WIDE * (i % ACROSS), HIGH * Math.floor(i / ACROSS)];
      const words = document.createElementNS(name, "text");
      const style = getComputedStyle(document.body);
      words.textContent = fitting(panel.closest("[data-name]").dataset.name, `12px ${style.fontFamily}`);
      const font = { x, y: y + 20, fill: style.color, "font-family": style.fontFamily, "font-size": 12 };
      Object.entries(font).forEach(([key, value]) => words.setAttribute(key, value));
      const copy = drawnIn(panel);
      const { width, height } = panel.viewBox.baseVal;
      Object.entries({ x, y: y + 28, width: 240, height: (240 * height) / width }).forEach(([key, value]) => copy.setAttribute(key, value));
      sheet.append(words, copy);
    });
    return `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(sheet))}`;
  };

  // The picture as text, without a blob: the policy of pages allows images from data alone.
  const picture = async (place, kind, name) => {
    const drawing = place.dataset.panels ? gathered(place) : await plotted(place);
    if (kind === "svg") return save(drawing, `${name}.svg`);
    const image = new Image();
    image.src = drawing;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * image.width;
    canvas.height = 2 * image.height;
    const brush = canvas.getContext("2d");
    brush.fillStyle = getComputedStyle(document.body).backgroundColor;
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(image, 0, 0, canvas.width, canvas.height);
    return save(canvas.toDataURL("image/png"), `${name}.png`);
  };

  // The table that tells the same; a cell that a spreadsheet would run as a formula gets an apostrophe.
  const table = (place, name) => {
    const found = [...document.querySelectorAll("main table")].find(
      (one) => place.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    if (!found) return;
    const folded = found.closest("details:not([open])"); // a table that is not shown has no text
    if (folded) folded.open = true;
    const text = (cell) => cell.innerText.replaceAll("\u2212", "-").replaceAll("\u00a0", " ").trim().replace(/\s+/g, " ");
    const safe = (words) => (/^[=+\-@|%\t＝＋－＠]/.test(words) && !/^[+-]?[0-9]+([.,][0-9]+)*%?$/.test(words) ? `'${words}` : words);
    const rows = [...found.rows].filter((row) => !row.classList.contains("under")); // the working of the one above
    const lines = rows.map((row) =>
      [...row.cells].map((cell) => `"${safe(text(cell)).replaceAll('"', '""')}"`).join(","),
    );
    if (folded) folded.open = false;
    save(`data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${lines.join("\r\n")}\r\n`)}`, `${name}.csv`);
  };

  const download = (event) => {
    const kind = event.target.dataset?.kind;
    const from = kind && event.target.closest("[data-of]");
    if (!from) return;
    const place = document.querySelector(`[data-figure="${from.dataset.of}"], [data-panels="${from.dataset.of}"]`);
    const name = `${from.dataset.of} ${document.title}`.replace(/[\\/:*?"<>|·,]+/g, " ").replace(/\s+/g, " ").trim();
    if (kind === "csv") table(place, name);
    else picture(place, kind, name);
  };

  const drawAll = () => {
    const places = document.querySelectorAll("[data-figure]");
    if (!places.length || !window.Plotly) return;
    const template = data("figure-template");
    places.forEach((place) => draw(place, template));
  };

  const turn = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    if (event.target.closest("input, select, textarea, [tabindex], details")) return;
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = rel && document.querySelector(`.switch a[rel="${rel}"]`);
    if (link) location.assign(link.href);
  };

  const closeOthers = (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  };

  // What takes longer than half a second says so: a page that was asked for, a form, a file that is made.
  const HALF_A_SECOND = 500;
  let waiting = 0;
  const told = () => document.querySelector(".busy p");
  const rest = () => {
    clearTimeout(waiting);
    told().hidden = true;
  };
  const wait = () => {
    rest();
    waiting = setTimeout(() => (told().hidden = false), HALF_A_SECOND);
  };

  const named = (answer) => {
    const said = answer.headers.get("Content-Disposition") ?? "";
    return decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(said)?.[1] ?? /filename="([^"]+)"/.exec(said)?.[1] ?? "");
  };
  const fetched = async (link) => {
    wait();
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) return location.assign(link.href); // the page that says why
      const file = URL.createObjectURL(await answer.blob());
      save(file, named(answer));
      setTimeout(() => URL.revokeObjectURL(file), 60_000);
    } finally {
      rest();
    }
  };

  const going = (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.origin !== location.origin || event.button || event.defaultPrevented) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return;
    if (link.hasAttribute("download")) {
      event.preventDefault();
      fetched(link);
    } else if (link.pathname !== location.pathname || link.search !== location.search) wait();
  };

  // A part that says how far something is: fetched again every few seconds, until there is none any more.
  const lookAgain = (place) => {
    setTimeout(async () => {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(place.id);
      if (!fresh) return location.assign(location.pathname);
      place.replaceWith(fresh);
      lookAgain(fresh);
    }, Number(place.dataset.again) * 1000);
  };

  document.querySelectorAll("[data-again]").forEach(lookAgain);
  drawAll();
  document.addEventListener("keydown", turn);
  document.addEventListener("click", closeOthers);
  document.addEventListener("click", going);
  document.addEventListener("submit", (event) => event.defaultPrevented || wait());
  addEventListener("pageshow", rest); // also when one comes back to a page that was left
  document.addEventListener("click", download);
  document.querySelectorAll("[data-panels] [data-of]").forEach((offered) => (offered.hidden = false));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  PAPER.addEventListener("change", drawAll);
})();
