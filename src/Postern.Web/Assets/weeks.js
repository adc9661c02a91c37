/* Contacts of each hour of the week per hour watched, as a table of colours. */
(function (postern) {
  'use strict';

  const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  const shade = share => 'color-mix(in srgb, var(--heat) ' + Math.round(100 * share) + '%, var(--wash))';

  function cell(row, kind, text, scope) {
    const made = document.createElement(kind);
    made.textContent = text;
    if (scope)
      made.scope = scope;
    row.appendChild(made);
    return made;
  }

  postern.register('weeks', (element, of) => {
    const rhythm = (of.pair || of.target).rhythm, week = rhythm.zones[of.part];
    const clock = postern.findings().record.clocks.find(c => c.timeZone === week.timeZone);
    const observer = clock && clock.observers.find(o => o.kinds.includes(rhythm.kind));
    const rates = week.contacts.map((n, i) => observer && observer.coveredHours[i] > 0 ? n / observer.coveredHours[i] : n > 0 ? n : NaN);
    const most = Math.max(...rates.filter(r => r >= 0));
    const table = document.createElement('table');
    table.className = 'heat';
    const head = table.createTHead().insertRow();
    cell(head, 'th', '');
    for (let hour = 0; hour < 24; hour++)
      cell(head, 'th', hour % 3 === 0 ? String(hour) : '', 'col');
    const body = table.createTBody();
    DAYS.forEach((day, d) => {
      const row = body.insertRow();
      cell(row, 'th', day, 'row');
      for (let hour = 0; hour < 24; hour++) {
        const i = 24 * d + hour, made = cell(row, 'td', '');
        const hours = observer ? observer.coveredHours[i] : 0;
        made.title = day + ' ' + String(hour).padStart(2, '0') + ':00: ' + postern.count(week.contacts[i]) + (week.contacts[i] === 1 ? ' contact in ' : ' contacts in ') + postern.number(hours, 3) + ' hours watched';
        if (Number.isNaN(rates[i]))
          made.className = 'unwatched';
        else if (rates[i] > 0)
          made.style.background = shade(.12 + .88 * rates[i] / most);
      }
    });
    const scale = document.createElement('div');
    scale.className = 'scale';
    const say = text => scale.append(Object.assign(document.createElement('span'), { textContent: text }));
    say('0');
    for (const share of [0, .12, .34, .56, .78, 1]) {
      const patch = document.createElement('i');
      patch.style.background = share === 0 ? 'var(--wash)' : shade(share);
      scale.appendChild(patch);
    }
    say(postern.number(most, 2) + ' contacts per hour watched');
    const both = document.createElement('div');
    both.append(table, scale);
    return { element: both };
  });
})(window.postern = window.postern || {});
