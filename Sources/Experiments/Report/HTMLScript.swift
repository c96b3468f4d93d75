extension HTMLPage {
  /// Follows the system's choice of light or dark until the reader makes another.
  static let themeScript = """
    "use strict";
    const system = matchMedia("(prefers-color-scheme: dark)");
    const root = document.documentElement;
    const button = document.getElementById("theme");
    let redraw = () => {};
    const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
    const label = () => { button.textContent = isDark() ? "Light" : "Dark"; };
    button.hidden = false;
    button.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; label(); redraw(); });
    system.addEventListener("change", () => { label(); redraw(); });
    addEventListener("beforeprint", () => { root.dataset.theme = "light"; redraw(); });
    label();
    """

  /// Draws every chart in the colours of the page, and again when those change.
  static let chartScript = """
    const source = document.getElementById("charts").textContent;
    const datasets = JSON.parse(document.getElementById("datasets").textContent);
    const darkColours = JSON.parse(document.getElementById("dark-colours").textContent);
    const config = () => {
      const value = name => getComputedStyle(root).getPropertyValue(name).trim();
      const resolve = name => { const probe = document.createElement("i"); probe.style.color = value(name);
        document.body.append(probe); const colour = getComputedStyle(probe).color; probe.remove(); return colour; };
      const ink = resolve("--ink"), soft = resolve("--soft"), line = resolve("--line");
      const font = getComputedStyle(document.body).fontFamily;
      return {
        font, background: "transparent", view: { stroke: null },
        axis: { labelColor: soft, titleColor: soft, gridColor: line, domainColor: line, tickColor: line,
          labelFontSize: 12, titleFontSize: 12, titleFontWeight: 400, titlePadding: 8, labelFont: font, titleFont: font },
        axisY: { labelPadding: 8 }, axisYBand: { labelColor: ink, labelFontSize: 13, grid: false },
        axisXQuantitative: { tickCount: 6, labelFlush: false, labelOverlap: true, labelSeparation: 6 },
        axisYQuantitative: { tickCount: 5, minExtent: 34, labelFlush: true },
        legend: { labelColor: soft, titleColor: soft, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 400,
          labelFont: font, titleFont: font },
        rule: { color: soft }, text: { color: ink, font, fontSize: 12 }
      };
    };
    const views = new Map();
    const shown = {};
    let round = 0;
    // One chart after the other, from the top: the page can be read meanwhile. A later round ends the one before.
    redraw = async () => {
      const own = ++round, dark = isDark(), shared = config();
      const charts = JSON.parse(source, (key, value) =>
        dark && typeof value === "string" && Object.hasOwn(darkColours, value) ? darkColours[value] : value);
      for (const { id, spec } of charts) {
        const place = document.getElementById(id);
        if (own !== round) return;
        if (!place) continue;
        try {
          const full = { ...spec, datasets, width: "container", autosize: { type: "fit-x", contains: "padding" }, config: shared };
          // With `ast`, expressions are interpreted: the page's policy lets no text become code.
          const options = { renderer: "svg", ast: true, actions: false, tooltip: { theme: dark ? "dark" : "light" } };
          const { view } = await vegaEmbed(place, full, options);
          views.set(id, view);
          show(id);
        } catch (error) {
          place.textContent = "This chart could not be drawn: " + error.message;
        }
      }
    };
    const show = id => {
      const view = views.get(id), plot = id.replace(/-[0-9]+$/, "");
      if (view && plot in shown) view.signal("shown", shown[plot]).runAsync();
    };
    for (const button of document.querySelectorAll(".legend button")) {
      button.addEventListener("click", () => {
        const { plot, name } = button.dataset;
        shown[plot] = shown[plot] === name ? null : name;
        for (const other of document.querySelectorAll(".legend button"))
          if (other.dataset.plot === plot) other.setAttribute("aria-pressed", String(other.dataset.name === shown[plot]));
        for (const id of views.keys()) show(id);
      });
    }
    redraw();
    """
}
