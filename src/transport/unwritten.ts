// Why a payload was not written anew. They are thrown from deep within and caught where the payload
// began; each is made once, since making an error costs more than writing an event.

/** A payload that stays as it is. */
class Unwritten extends Error {
  override readonly name = "Unwritten";
}

/** The text is no JSON. */
export const NOT_JSON: Unwritten = new Unwritten("not JSON");

/** msgpack, or msgpackr, does not say it as it is: it goes as text. */
export const AS_TEXT: Unwritten = new Unwritten("cannot be said");

/** The buffer ends first. */
export const NO_ROOM: Unwritten = new Unwritten("no room");

/** It brings a shape that gets no number. */
export const NO_SHAPE: Unwritten = new Unwritten("no shape");
