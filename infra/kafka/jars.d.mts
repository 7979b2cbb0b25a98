/** What keeps the broker from running here, in one line, or null when nothing does. */
export function missingPrerequisite(): Promise<string | null>;
