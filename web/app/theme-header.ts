/**
 * How much the theme covers of the top of what scrolls around an element (px), with a header that stays there: what sticks stands below
 * it. 0 where the header goes with the page.
 */
export function coveredAbove(element: Element): number {
  let covered = 0;
  for (const header of document.querySelectorAll('header'))
    if (/fixed|sticky/.test(getComputedStyle(header).position)) {
      const { offsetHeight } = header;
      // one that is as high as the window stands beside the page
      if (offsetHeight < window.innerHeight / 2) covered = Math.max(covered, offsetHeight);
    }
  for (let at = element.parentElement; at && at !== document.body; at = at.parentElement)
    if (/auto|scroll/.test(getComputedStyle(at).overflowY))
      return Math.max(0, covered - at.getBoundingClientRect().top);
  return covered;
}
