import type { Repository } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import { formatArn } from '../../model/arn.ts';
import { dnsSuffixOf } from '../../model/partition.ts';
import { distinct, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { iamRepository } from '../iam-pattern.ts';
import { unexpected } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { sealable } from '../snapshot/recorded-form.ts';

type KeptRepository = Pick<
  Repository,
  'repositoryArn' | 'registryId' | 'repositoryName' | 'repositoryUri' | 'imageTagMutability'
>;

/** A repository. `registry`: an account; without it the caller's. */
export const describeRepositories = defineRead({
  action: 'ecr:DescribeRepositories',
  why: 'which repository a data source means',
  after: [],
  bucket: apiBuckets.ecr,
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html
  isAbsent: (code) => code === 'RepositoryNotFoundException',
  key: () => z.strictObject({ repository: z.string(), registry: z.exactOptional(z.string()) }),
  answer: () => z.object({ repositories: distinct(z.object({ repositoryName: text }), (one) => one.repositoryName) }),
  result: () =>
    z.looseObject({
      repositoryArn: z.optional(sealable),
      registryId: z.optional(sealable),
      repositoryName: sealable,
      repositoryUri: z.optional(sealable),
    }),
  one: async (calls, { repository, registry }): Promise<Read<KeptRepository>> => {
    const answer = await calls.ask((client, { DescribeRepositoriesCommand }, options) => {
      const input = { repositoryNames: [repository], ...(registry === undefined ? {} : { registryId: registry }) };
      return client.send(new DescribeRepositoriesCommand(input), options);
    });
    if (answer.status !== 'found') return answer;
    const [found, ...others] = answer.value.repositories;
    if (found?.repositoryName !== repository || others.length > 0) return unexpected(calls, { code: 'NotAskedFor' });
    const { repositoryArn, registryId, repositoryName, repositoryUri, imageTagMutability } = found;
    return { status: 'found', value: { repositoryArn, registryId, repositoryName, repositoryUri, imageTagMutability } };
  },
  plausible: ({ repository, registry }, { account, partition }, region) => ({
    repositoryName: repository,
    repositoryArn: formatArn({
      ...{ partition, service: 'ecr', region },
      ...{ account: registry ?? account, resource: `repository/${repository}` },
    }),
    registryId: registry ?? account,
    repositoryUri: `${registry ?? account}.dkr.ecr.${region}.${dnsSuffixOf(partition) ?? ''}/${repository}`,
  }),
  iamResources: (key) => [iamRepository(key)],
  docs: {
    calls: 'one for each repository that a data source names',
    key: '`repository`, perhaps `registry`',
    result: "one of the API's `repositories`",
  },
});
