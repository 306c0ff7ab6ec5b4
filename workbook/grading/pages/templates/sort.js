// What is wrong is shaded, by its sign. A class in the page for each of ten thousand cells would double its size;
// for the same reason what passed is an empty cell, to which the style gives its sign.
const shades = {"✗": "r", "◐": "h", "■": "s", "△": "u"};
for (const cell of document.querySelectorAll("#class tbody td")) {
  const shade = shades[cell.textContent.trim()];
  if (shade) cell.className = shade;
}
// A click on a column's name sorts by it; a second click turns the order round. Equal rows keep their order.
for (const table of document.querySelectorAll("table.sorts")) {
  const body = table.tBodies[0], heads = [...table.tHead.rows].at(-1).cells;
  [...heads].forEach((head, column) => head.querySelector("button")?.addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down === 1 ? "ascending" : "descending");
    const order = "✓✎◐✗■△○·", key = row => row.cells[column].textContent.trim() || "✓";
    const compare = (a, b) => order.includes(a) && order.includes(b) && a && b
      ? order.indexOf(a) - order.indexOf(b)
      : a.localeCompare(b, "en", {numeric: true});
    body.append(...[...body.rows].map(row => [key(row), row]).sort((a, b) => down * compare(a[0], b[0])).map(pair => pair[1]));
  }));
}
