import { outcomeOf, requireToken, withToken } from '../../src/kernel/index.js';

describe('the token of a preview', () => {
  const figures = { amountMinor: 1_000n, parts: [{ to: 'a', minor: 1_000n }] };

  it('stands for the figures, however they are written down', () => {
    const { token } = withToken(figures);
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    expect(withToken({ parts: [{ minor: 1_000n, to: 'a' }], amountMinor: 1_000n }).token).toBe(token);
    expect(withToken({ ...figures, amountMinor: 1_001n }).token).not.toBe(token);
  });

  it('is asked for by nobody and refused when the figures are others', async () => {
    const { token } = withToken(figures);
    const required = (given: string | null | undefined) => outcomeOf(async () => requireToken(given, figures));
    for (const given of [null, undefined, token]) expect(await required(given)).toMatchObject({ ok: true });
    for (const given of ['', `${token}0`]) {
      expect(await required(given)).toMatchObject({ error: { problem: 'StateConflict', from: 'CHANGED', to: given } });
    }
  });
});
