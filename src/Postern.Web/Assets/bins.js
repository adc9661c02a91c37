/* Counts in steps of time (postern.charts/1): decoding, and adding up to the steps that a window has room for. */
(function (postern) {
  'use strict';

  const ORIGIN = 345600; // 1970-01-05, a Monday
  const STEPS = [1, 5, 15, 60, 300, 900, 3600, 21600, 86400, 604800, 2419200];

  /** Starts of the filled steps, seconds since 1970, and their counts. */
  postern.decode = bins => {
    const n = bins.runs.length / 2, at = new Float64Array(n), counts = new Float64Array(n);
    let place = bins.fromSeconds;
    for (let i = 0; i < n; i++) {
      place += bins.runs[2 * i] * bins.stepSeconds;
      at[i] = place;
      counts[i] = bins.runs[2 * i + 1];
    }
    return { step: bins.stepSeconds, at, counts };
  };

  /** The shortest step, at least as long as the finest there is, of which a span has no more than so many. */
  postern.stepFor = (finest, span, most) => {
    for (const step of STEPS)
      if (step >= finest && span / step <= most)
        return step;
    let step = Math.max(finest, STEPS[STEPS.length - 1]);
    while (span / step > most)
      step *= 2;
    return step;
  };

  /** Start of the step that an instant lies in. */
  postern.stepStart = (seconds, step) => ORIGIN + Math.floor((seconds - ORIGIN) / step) * step;

  /** Counts of all steps that touch a window, empty ones too: [[start, count], …]. */
  postern.window = (decoded, from, to, step) => {
    const first = postern.stepStart(from, step), cells = [];
    for (let start = first; start <= to; start += step)
      cells.push([start, 0]);
    let low = 0, high = decoded.at.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (decoded.at[middle] < first) low = middle + 1; else high = middle;
    }
    for (let i = low; i < decoded.at.length; i++) {
      const cell = Math.floor((decoded.at[i] - first) / step);
      if (cell >= cells.length)
        break;
      cells[cell][1] += decoded.counts[i];
    }
    return cells;
  };
})(window.postern = window.postern || {});
