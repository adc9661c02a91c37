/* What the page does beyond its charts: folds long tables, opens what a link leads to, saves the findings, gets ready for paper. */
(function (postern) {
  'use strict';

  const ROWS = 25;
  document.documentElement.classList.add('js');

  for (const table of document.querySelectorAll('table.long')) {
    const rows = [...table.tBodies[0].rows].slice(ROWS);
    if (rows.length < 5)
      continue;
    rows.forEach(row => row.classList.add('folded'));
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'more';
    button.textContent = 'Show all ' + postern.count(table.tBodies[0].rows.length);
    button.addEventListener('click', () => {
      rows.forEach(row => row.classList.remove('folded'));
      button.remove();
    });
    table.parentElement.after(button);
  }

  /** What stands far down the page is text until it is wanted; all of it is the page's own markup, in which names are encoded. */
  function unfold(element) {
    const later = element.querySelector(':scope > noscript.later');
    if (!later)
      return;
    const inside = document.createElement('template');
    inside.innerHTML = later.textContent;
    later.replaceWith(inside.content);
    postern.begin(element);
  }
  document.addEventListener('toggle', event => {
    if (event.target.matches('details.pair') && event.target.open)
      unfold(event.target);
  }, true);

  const near = new IntersectionObserver(entries => {
    for (const entry of entries) {
      if (!entry.isIntersecting)
        continue;
      near.unobserve(entry.target);
      unfold(entry.target);
    }
  }, { rootMargin: '600px 0px' });
  document.querySelectorAll('.about').forEach(about => near.observe(about));

  function arrive() {
    const aim = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    if (!aim)
      return;
    if (aim.matches('details.pair')) {
      unfold(aim);
      aim.open = true;
    }
    aim.scrollIntoView();
  }
  window.addEventListener('hashchange', arrive);
  // The same link again changes no hash.
  document.addEventListener('click', event => {
    const link = event.target.closest && event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash)
      arrive();
  });

  function save() {
    const text = document.getElementById('findings').textContent;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = 'findings.json';
    link.click();
    URL.revokeObjectURL(link.href);
  }

  const acts = {
    open: () => document.querySelectorAll('details.pair').forEach(pair => { pair.open = true; }),
    close: () => document.querySelectorAll('details.pair').forEach(pair => { pair.open = false; }),
    save,
  };
  document.addEventListener('click', event => {
    const button = event.target.closest && event.target.closest('button[data-act]');
    if (button)
      acts[button.dataset.act]();
  });

  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', postern.redraw);
  window.addEventListener('beforeprint', postern.toPaper);
  window.addEventListener('afterprint', postern.toScreen);

  postern.begin(document);
  arrive();
})(window.postern = window.postern || {});
