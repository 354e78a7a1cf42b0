import { setTimeout as pause } from 'node:timers/promises';

/** Repeats `attempt` until it neither throws nor answers false; its last failure after `deadlineMs`. */
export async function until<T>(attempt: () => Promise<T> | T, deadlineMs = 5_000): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    try {
      const answer = await attempt();
      if (answer !== false) return answer;
      if (Date.now() > deadline) throw new Error(`nothing happened within ${deadlineMs} ms`);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(10);
  }
}
