// A field that finds a row as one types is called by its label, and by what is chosen in it:
// select2 gives a screen reader the chosen words alone, as a nameless text field.

function name(select) {
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  const box = select.parentElement.querySelector(".select2-selection");
  const chosen = box?.querySelector(".select2-selection__rendered");
  if (!chosen || box.id) return;
  const said = label?.textContent ?? select.getAttribute("aria-label") ?? "";
  chosen.removeAttribute("role");
  chosen.removeAttribute("aria-readonly");
  box.id = `${chosen.id}-box`;
  box.setAttribute("aria-label", said.trim().replace(/:$/, ""));
  box.setAttribute("aria-labelledby", `${box.id} ${chosen.id}`);
}

function nameAll() {
  document.querySelectorAll("select.admin-autocomplete").forEach(name);
}

// After select2 has made its boxes, which it does in the same queue; and for rows that are added.
window.django.jQuery(nameAll);
document.addEventListener("formset:added", () => setTimeout(nameAll));
