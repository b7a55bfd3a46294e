// A line of the last two minutes, drawn as one path.

import { byId } from "./dom.js";

const POINTS = 120;
/** The first values have so many places, that they can be seen. */
const LEAST_POINTS = 30;
const WIDTH = 240;
const HEIGHT = 40;

export class Chart {
  #svg;
  #line;
  #area;
  /** @type {number[]} */
  #values = [];
  #least;

  /**
   * @param {string} id - of an empty svg.
   * @param {number} least - what the top stands for, while no value is greater.
   */
  constructor(id, least) {
    this.#svg = byId(id);
    this.#least = least;
    this.#svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.#svg.setAttribute("preserveAspectRatio", "none");
    this.#area = this.#path("area");
    this.#line = this.#path("line");
  }

  /** @param {number} value */
  add(value) {
    this.#values.push(value);
    if (this.#values.length > POINTS) this.#values.shift();
    const most = Math.max(this.#least, ...this.#values) * 1.1;
    const places = Math.max(LEAST_POINTS, this.#values.length);
    const first = places - this.#values.length;
    const points = this.#values.map((one, index) => {
      const x = ((first + index) / (places - 1)) * WIDTH;
      const y = HEIGHT - 1 - (one / most) * (HEIGHT - 2);
      return `${x.toFixed(1)} ${y.toFixed(1)}`;
    });
    const start = ((first / (places - 1)) * WIDTH).toFixed(1);
    this.#line.setAttribute("d", `M${points.join("L")}`);
    this.#area.setAttribute("d", `M${start} ${HEIGHT}L${points.join("L")}L${WIDTH} ${HEIGHT}Z`);
  }

  /** @param {string} name */
  #path(name) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", name);
    path.setAttribute("vector-effect", "non-scaling-stroke");
    this.#svg.append(path);
    return path;
  }
}
