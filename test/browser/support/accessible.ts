import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { ChatPage } from './chat-page.ts';

/** Fails if axe finds an accessibility fault in the page, or in the part of it that is given by its selector. */
export async function expectAccessible(page: Page, within = 'html'): Promise<void> {
  // An element that is fading in has too little contrast for a moment.
  await new ChatPage(page).expectSettled();
  const { violations } = await new AxeBuilder({ page }).include(within).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
}
