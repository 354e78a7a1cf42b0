/** Lets one loop sleep until something calls. A call while it is awake ends its next sleep at once. */
export class Waker {
  private wasCalled = false;
  private ring: (() => void) | undefined;

  wake(): void {
    if (this.ring) this.ring();
    else this.wasCalled = true;
  }

  /** Resolves at the next call, at the latest after `ms`. */
  async wait(ms: number): Promise<void> {
    if (!this.wasCalled) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.ring = undefined;
    this.wasCalled = false;
  }
}
