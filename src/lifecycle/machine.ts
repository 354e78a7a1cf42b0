/** A state machine as one table: every state, where it starts, and where each state may go. */
export interface Lifecycle<State extends string = string> {
  readonly name: string;
  readonly initial: readonly State[];
  readonly transitions: Readonly<Record<State, readonly State[]>>;
}

export const defineLifecycle = <State extends string>(lifecycle: Lifecycle<State>): Lifecycle<State> => lifecycle;

export const allows = <State extends string>(machine: Lifecycle<State>, from: State, to: State): boolean =>
  machine.transitions[from].includes(to);

/** The states `to` may be entered from. */
export const sourcesOf = <State extends string>(machine: Lifecycle<State>, to: State): State[] =>
  (Object.keys(machine.transitions) as State[]).filter((from) => allows(machine, from, to));

/** States no path from an initial state leads to. Empty for a sound machine. */
export function unreachableStates<State extends string>(machine: Lifecycle<State>): State[] {
  const reached = new Set<State>(machine.initial);
  for (const state of reached) for (const next of machine.transitions[state]) reached.add(next);
  return (Object.keys(machine.transitions) as State[]).filter((state) => !reached.has(state));
}

/** The machine as a Mermaid state diagram. */
export function mermaid<State extends string>(machine: Lifecycle<State>): string {
  const states = Object.keys(machine.transitions) as State[];
  const lines = [
    ...machine.initial.map((state) => `  [*] --> ${state}`),
    ...states.flatMap((from) => machine.transitions[from].map((to) => `  ${from} --> ${to}`)),
    ...states.filter((state) => machine.transitions[state].length === 0).map((state) => `  ${state} --> [*]`),
  ];
  return ['stateDiagram-v2', ...lines].join('\n');
}
