import { ask, type Session } from './ask.ts';
import type { LiveImage, LiveRepository, Read, Reads } from './reads.ts';

/** A repository of the caller's registry, or of another account's. */
export async function describeRepository(
  session: Session,
  region: string,
  { repository, registry }: Reads['ecr:DescribeRepositories']['key'],
): Promise<Read<LiveRepository>> {
  const action = 'ecr:DescribeRepositories';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.ecr(region);
    const { DescribeRepositoriesCommand } = await import('./sdk/ecr.ts');
    const input = { repositoryNames: [repository], ...(registry === undefined ? {} : { registryId: registry }) };
    return client.send(new DescribeRepositoriesCommand(input), options);
  });
  if (answer.status !== 'found') return answer;
  const found = answer.value.repositories?.find((one) => one.repositoryName === repository);
  if (found === undefined) return { status: 'unreadable', problem: { kind: 'unexpected-answer', action, region } };
  const { repositoryArn, registryId, repositoryName, repositoryUri, imageTagMutability } = found;
  return { status: 'found', value: { repositoryArn, registryId, repositoryName, repositoryUri, imageTagMutability } };
}

/** An image, by its tag, its digest or both. */
export async function describeImage(
  session: Session,
  region: string,
  key: Reads['ecr:DescribeImages']['key'],
): Promise<Read<LiveImage>> {
  const action = 'ecr:DescribeImages';
  const { repository, registry, 'image-tag': imageTag, 'image-digest': imageDigest } = key;
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.ecr(region);
    const { DescribeImagesCommand } = await import('./sdk/ecr.ts');
    const input = {
      repositoryName: repository,
      imageIds: [{ ...(imageTag !== undefined && { imageTag }), ...(imageDigest !== undefined && { imageDigest }) }],
      ...(registry === undefined ? {} : { registryId: registry }),
    };
    return client.send(new DescribeImagesCommand(input), options);
  });
  if (answer.status !== 'found') return answer;
  const [found] = answer.value.imageDetails ?? [];
  if (found?.imageDigest === undefined) {
    return { status: 'unreadable', problem: { kind: 'unexpected-answer', action, region } };
  }
  const { registryId, repositoryName, imageTags, imageSizeInBytes, imagePushedAt } = found;
  const { imageDigest: digest } = found;
  return {
    status: 'found',
    value: { registryId, repositoryName, imageDigest: digest, imageTags, imageSizeInBytes, imagePushedAt },
  };
}
