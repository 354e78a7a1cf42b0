/** What the process tells its caller. 130 is what a shell shows for a program that Ctrl-C ended. */
export const exitCodes = { fault: 1, unusableInput: 2, interrupted: 130 } as const;
