import { onTestFinished } from 'vitest';
import { createGitHubClient, type GitHubClient, type GitHubLimits } from '../../src/github/client.ts';
import { type GitHubServer, startGitHubServer } from './server.ts';
import { type Account, actionsBot, allPermissions, type HostedRepository } from './world.ts';

/** A server with one repository and pull request 7, and a client of it that waits for nothing and notes what it would. */
export interface Served {
  readonly server: GitHubServer;
  readonly repository: HostedRepository;
  readonly client: GitHubClient;
  /** Milliseconds of each wait. */
  readonly waits: readonly number[];
  /** Another client, of somebody else or with other limits. */
  readonly connect: (options?: ConnectOptions) => GitHubClient;
}

export interface ConnectOptions {
  readonly account?: Account;
  readonly limits?: Partial<GitHubLimits>;
  readonly signal?: AbortSignal;
  readonly token?: string;
}

export const repositoryName = 'example/shop';

/** Starts it; it ends after the test. */
export async function serveGitHub(options: ConnectOptions = {}): Promise<Served> {
  const server = await startGitHubServer();
  onTestFinished(() => server.close());
  const repository = server.host(repositoryName, [7]);
  const waits: number[] = [];
  let tokens = 0;
  const connect = ({ account, limits, signal, token }: ConnectOptions = {}): GitHubClient => {
    const granted = `invented-token-${++tokens}`;
    server.grant(granted, account ?? actionsBot(allPermissions));
    return createGitHubClient({
      token: token ?? granted,
      apiUrl: server.url,
      repository: repositoryName,
      ...(limits === undefined ? {} : { limits }),
      ...(signal === undefined ? {} : { signal }),
      pause: async (milliseconds) => {
        waits.push(milliseconds);
      },
    });
  };
  return { server, repository, client: connect(options), waits, connect };
}
