/* How numbers, lengths and instants are said in charts; the same words as in the tables. */
(function (postern) {
  'use strict';

  const pad = n => String(n).padStart(2, '0');

  /** A count with thousands grouped. */
  postern.count = n => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',');

  /** A number with so many significant digits, without an exponent. */
  postern.number = (n, digits) => n === 0 ? '0' : Number(n.toPrecision(digits)).toLocaleString('en-US', { maximumFractionDigits: 9 });

  /** A length of time in its largest round unit: 90 s, 5 min, 1.5 h, 7 d. */
  postern.length = seconds => {
    const unit = seconds < 120 ? [1, 's'] : seconds < 3600 ? [60, 'min'] : seconds < 86400 ? [3600, 'h'] : [86400, 'd'];
    return postern.number(seconds / unit[0], 3) + ' ' + unit[1];
  };

  /** An instant, seconds since 1970, in UTC; to the second only where steps are shorter than a minute. */
  postern.instant = (seconds, step) => {
    const t = new Date(Math.floor(seconds) * 1000);
    const day = t.getUTCFullYear() + '-' + pad(t.getUTCMonth() + 1) + '-' + pad(t.getUTCDate());
    if (step >= 86400)
      return day;
    return day + ' ' + pad(t.getUTCHours()) + ':' + pad(t.getUTCMinutes()) + (step < 60 ? ':' + pad(t.getUTCSeconds()) : '');
  };

  /** Seconds since 1970 of RFC 3339 text. */
  postern.seconds = text => Date.parse(text) / 1000;
})(window.postern = window.postern || {});
