/* Elements whose words are wider than their box and cannot be scrolled to, as tag, class and words. Not judged: what is
   hidden, what only a screen reader sees (one pixel), fields (they scroll), and pictures. */
(() => {
  const judged = "body *:not(input, select, textarea, option, svg, svg *, canvas, script)";
  const scrolls = (one) => one !== null && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  const wider = (one) => one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1;
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && getComputedStyle(one).display !== "inline";
  return [...document.querySelectorAll(judged)]
    .filter((one) => wider(one) && shown(one) && !scrolls(one))
    .map((one) => `${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.trim().slice(0, 40)} (${one.scrollWidth - one.clientWidth} px)`);
})();
