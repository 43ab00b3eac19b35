/* Twenty lines of a programme in a row: Enter goes on to the next line, and a new line begins
   when the one before it ends. Without this each line is typed as it stands. */

const rows = (table) => [...table.querySelectorAll("tr.form-row:not(.empty-form)")];

function begin(row) {
  const all = rows(row.closest("table"));
  const before = all[all.indexOf(row) - 1];
  for (const [from, to] of [["ends", "starts"], ["day", "day"]]) {
    const known = before?.querySelector(`.field-${from} input`);
    const empty = row.querySelector(`.field-${to} input`);
    if (known && empty && !empty.value) {
      empty.value = known.value;
    }
  }
}

function goOn(row) {
  const all = rows(row.closest("table"));
  const next = all[all.indexOf(row) + 1];
  if (next) {
    begin(next);
    next.querySelector("td:not(.original) input").focus();
  } else {
    row.closest(".inline-group").querySelector(".add-row a").click();
  }
}

document.addEventListener("formset:added", (event) => {
  if (event.detail.formsetName === "programme") {
    begin(event.target);
    event.target.querySelector("td:not(.original) input").focus();
  }
});

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.(".programme-rows tr.form-row");
  if (row && event.key === "Enter" && event.target.matches("input, select") && !event.isComposing) {
    event.preventDefault();
    goOn(row);
  }
});

// On a phone the words above the columns are gone: the box that deletes a row says so itself.
for (const box of document.querySelectorAll(".programme-rows td.delete input")) {
  const label = document.createElement("label");
  label.className = "programme-rows__delete";
  label.htmlFor = box.id;
  label.textContent = box.getAttribute("aria-label");
  box.after(label);
}
