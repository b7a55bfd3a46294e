// What looks like a token must not be repeated by an error: terminals and logs keep what they show.

/** Three parts in base64url, as Discord makes them. */
const TOKENS = /[\w-]{18,}\.[\w-]{4,}\.[\w-]{20,}/g;

/** Whether a text is one, by its looks. */
export function looksLikeToken(text: string): boolean {
  return text.replace(/^Bot /, "").replace(TOKENS, "") === "" && text !== "";
}

/** The text with `[token]` in place of whatever looks like one. */
export function withoutTokens(text: string): string {
  return text.replaceAll(TOKENS, "[token]");
}
