import { expect, type Locator, type Page } from '@playwright/test';

/** The page as a user sees it. */
export class ChatPage {
  readonly composer: Locator;
  readonly messages: Locator;
  readonly typing: Locator;
  /** The field in which a message is edited. */
  readonly editing: Locator;
  /** What the next message replies to. */
  readonly replyBar: Locator;
  /** The menu that is open. */
  readonly menu: Locator;

  constructor(readonly page: Page) {
    this.composer = page.getByRole('textbox', { name: /^Message to/ });
    this.messages = page.getByRole('list', { name: /^Messages with/ });
    this.typing = page.locator('.typing');
    this.editing = page.getByRole('textbox', { name: 'Edit message' });
    this.replyBar = page.locator('.reply-bar');
    this.menu = page.locator('.menu:popover-open');
  }

  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    // On a phone Enter starts a new line, so the button has to be clicked.
    if (await this.page.evaluate(() => matchMedia('(hover: none)').matches))
      await this.page.getByRole('button', { name: 'Send' }).tap();
    else await this.composer.press('Enter');
  }

  /** The row of the conversation that contains this text. */
  line(text: string): Locator {
    return this.messages.getByRole('listitem').filter({ hasText: text });
  }

  /** The state of an own message: sending, sent, read or failed. */
  mark(text: string, state: 'sending' | 'sent' | 'read' | 'failed'): Locator {
    return this.line(text).locator(`[data-mark="${state}"]`);
  }

  /** The texts of the rendered messages, in their order. */
  async texts(): Promise<string[]> {
    return this.messages
      .locator('.bubble')
      .evaluateAll((bubbles) => bubbles.map((bubble) => bubble.firstChild?.textContent ?? ''));
  }

  /** Opens the menu of a message. */
  async openActions(text: string): Promise<void> {
    const line = this.line(text);
    await line.hover();
    await line.getByRole('button', { name: 'Message actions' }).click();
  }

  /** Chooses an action in the menu of a message. */
  async act(text: string, action: 'Reply' | 'Edit' | 'Delete' | 'Details' | 'Copy text'): Promise<void> {
    await this.openActions(text);
    await this.line(text).getByRole('button', { name: action, exact: true }).click();
  }

  /** Reacts to a message by the emojis in its menu. */
  async react(text: string, emoji: string): Promise<void> {
    await this.openActions(text);
    await this.menu.getByRole('group', { name: 'React' }).getByRole('button', { name: emoji, exact: true }).click();
  }

  /** A reaction below a message, by its emoji and who has used it. */
  reaction(text: string, name: string | RegExp): Locator {
    return this.line(text).getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** Chooses an action in the menu of the open conversation. */
  async choose(action: string): Promise<void> {
    await this.page.getByRole('button', { name: 'More about this conversation' }).click();
    await this.page.getByRole('button', { name: action, exact: true }).click();
  }

  /** A long press. */
  async longPress(target: Locator): Promise<void> {
    const { x, y, width, height } = (await target.boundingBox())!;
    const touch = await this.page.context().newCDPSession(this.page);
    const touchPoints = [{ x: x + width / 2, y: y + height / 2 }];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await this.page.waitForTimeout(800);
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await touch.detach();
  }

  /** A row of the inbox. */
  conversation(name: string | RegExp): Locator {
    return this.page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name });
  }

  async expectConnected(): Promise<void> {
    await expect(this.page.locator('.connection')).toHaveAttribute('data-state', 'connected');
  }

  /** Waits for all animations to end, except endless ones. */
  async expectSettled(): Promise<void> {
    await this.page.evaluate(async () => {
      await document.fonts.ready;
      const passing = document.getAnimations().filter((animation) => animation.effect?.getTiming().iterations === 1);
      await Promise.all(passing.map((animation) => animation.finished.catch(() => undefined)));
    });
  }

  /** The scrolling element of the conversation. */
  get scroller(): Locator {
    return this.page.locator('.timeline .scroller');
  }
}
