/** Who has a token, and what it may do. */
export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'Bot' | 'User';
  /** The app that acts through the account. */
  readonly app?: string;
  /** As GitHub names them: `pull_requests`, `issues`, `security_events`, `contents`. */
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
}

export interface PostedComment {
  readonly id: number;
  body: string;
  readonly author: Account;
}

export interface Upload {
  readonly commit_sha: string;
  readonly ref: string;
  /** The file, unpacked. */
  readonly sarif: string;
  readonly checkout_uri?: string;
  readonly tool_name?: string;
}

/** A repository on the server; tests look into it and change it. */
export interface HostedRepository {
  /** `owner/name`. */
  readonly name: string;
  /** The comments of its pull requests, by number; others are not there. */
  readonly pulls: Map<number, PostedComment[]>;
  readonly locked: Set<number>;
  readonly branches: Map<string, string>;
  readonly uploads: Upload[];
  codeScanning: 'on' | 'off';
}

/** The user behind every `GITHUB_TOKEN` on github.com, with the permissions of a job. */
export function actionsBot(permissions: Account['permissions']): Account {
  return { id: 41898282, login: 'github-actions[bot]', type: 'Bot', app: 'github-actions', permissions };
}

/** What a job needs for a comment and an upload. */
export const allPermissions: Account['permissions'] = {
  contents: 'read',
  pull_requests: 'write',
  security_events: 'write',
};

export function hostedRepository(name: string, pulls: readonly number[] = []): HostedRepository {
  return {
    name,
    pulls: new Map(pulls.map((number) => [number, []])),
    locked: new Set(),
    branches: new Map(),
    uploads: [],
    codeScanning: 'on',
  };
}
