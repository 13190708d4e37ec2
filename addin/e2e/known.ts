import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * Two things of the component library are known and allowed (ARCHITECTURE, "known component exceptions"): one style
 * element that the policy stops, its rule stands in reset.css; and what it hides while a list hangs open from a field.
 * The tests fail when another appears.
 */
export const pinnedPolicy = 'style-src-elem';

export type Violation = { directive: string; sample: string };

/** Notes what the content security policy stops, from the first script on. */
export async function watchPolicy(page: Page): Promise<() => Promise<Violation[]>> {
  await page.addInitScript(() => {
    const noted: Violation[] = [];
    (window as unknown as { stopped: Violation[] }).stopped = noted;
    document.addEventListener('securitypolicyviolation', (event) =>
      noted.push({ directive: event.effectiveDirective, sample: `${event.blockedURI} ${event.sourceFile ?? ''}` }),
    );
  });
  return () => page.evaluate(() => (window as unknown as { stopped: Violation[] }).stopped);
}

export function expectOnlyPinned(violations: Violation[]): void {
  expect(violations.filter((each) => each.directive !== pinnedPolicy || !each.sample.startsWith('inline'))).toEqual([]);
  expect(violations.length, 'the one style element of the component library').toBeLessThanOrEqual(1);
}

/** Fails on every finding of axe under WCAG 2.2 AA; `allowed` names rules that are pinned for this state. */
export async function expectAccessible(page: Page, allowed: string[] = []): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .disableRules(allowed)
    .analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
  expect(found).toEqual([]);
}
