/* A button beside the address of the page that copies it. Without a script, or where the browser
   keeps the clipboard to itself, the address stays there to be selected. */

for (const place of document.querySelectorAll("[data-share-address]")) {
  if (navigator.clipboard) {
    place.append(copyButton(place.dataset));
  }
}

function copyButton({ shareAddress, shareCopy, shareCopied }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small button--quiet share__copy";
  button.textContent = shareCopy;
  const said = document.createElement("span");
  said.className = "share__copied";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(shareAddress);
      said.textContent = shareCopied;
    } catch {
      getSelection().selectAllChildren(button.parentNode.querySelector(".share__link"));
    }
  });
  const both = document.createDocumentFragment();
  both.append(button, said);
  return both;
}
