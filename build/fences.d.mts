/** A fenced block of a page. */
export interface Fence {
  /** What stands behind the ticks; empty where nothing does. */
  readonly language: string;
  readonly text: string;
  /** The line of the page, from 1, on which the text begins. */
  readonly line: number;
}

/** A GitHub Actions workflow that a page shows. */
export interface ShownWorkflow {
  /** The page, relative to the project. */
  readonly page: string;
  readonly text: string;
  /** The line of the page, from 1, on which the text begins. */
  readonly line: number;
}

export function fencesIn(page: string): readonly Fence[];
export function pagesOf(root: string): readonly string[];
export function shownWorkflows(root: string): readonly ShownWorkflow[];
