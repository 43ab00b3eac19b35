// Asking the site; every answer is JSON or a `Trouble` with words for people.

export class Trouble extends Error {}

export async function get(url, values, words) {
  return answer(`${url}?${new URLSearchParams(values)}`, {}, words);
}

export async function send(url, files, token, words) {
  const body = new FormData();
  for (const file of files) body.append("files", file);
  return answer(url, { method: "POST", body, headers: { "X-CSRFToken": token } }, words);
}

async function answer(url, options, words) {
  let response;
  try {
    response = await fetch(url, { ...options, headers: { Accept: "application/json", ...options.headers } });
  } catch {
    throw new Trouble(words.noConnection);
  }
  if (response.redirected) throw new Trouble(words.signedOut); // to the page where one signs in
  if (response.status === 403) throw new Trouble(words.forbidden);
  if (response.status === 413) throw new Trouble(words.tooLarge);
  if (!response.ok) throw new Trouble(words.noAnswer);
  try {
    return await response.json();
  } catch {
    throw new Trouble(words.noAnswer);
  }
}
