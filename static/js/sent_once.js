// A form that is on its way is not sent a second time by an impatient click.

const WAIT = 8_000; // milliseconds, then one may try again: the network may have lost it

for (const form of document.querySelectorAll("form:has(textarea[data-rich-text])")) {
  let sentAt = -WAIT;
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget) return; // opens beside this page
    const isSecond = event.timeStamp - sentAt < WAIT;
    if (isSecond) event.preventDefault();
    else sentAt = event.timeStamp;
  });
  // The page as the «back» button brings it again.
  window.addEventListener("pageshow", () => {
    sentAt = -WAIT;
  });
}
