/** The same code, in which no object that has further members begins with a spread. */
export function withSharedClasses(code: string, file: string): string;
