import type { AwsReader } from '../aws/reader.ts';
import type { Reads } from '../aws/reads/index.ts';
import { answerOf } from './answer.ts';
import { textArguments } from './arguments.ts';
import type { DataAnswer, DataSource } from './data-source.ts';

/** https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecr/repository_data_source.go */
export const ecrRepository: DataSource = {
  type: 'aws_ecr_repository',
  actions: ['ecr:DescribeRepositories'],
  attributes: ['arn', 'id', 'image_tag_mutability', 'registry_id', 'repository_url'],
  read({ resource, aws, region }) {
    const given = textArguments(resource, ['name', 'registry_id']);
    if (given?.name === undefined) return undefined;
    const { name: repository, registry_id: registry } = given;
    return readRepository(aws, { repository, ...(registry === undefined ? {} : { registry }) }, region);
  },
};

async function readRepository(
  aws: AwsReader,
  key: Reads['ecr:DescribeRepositories']['key'],
  region: string | undefined,
): Promise<DataAnswer> {
  return answerOf(await aws.read('ecr:DescribeRepositories', key, region), (found) => ({
    arn: found.repositoryArn,
    id: found.repositoryName,
    image_tag_mutability: found.imageTagMutability,
    registry_id: found.registryId,
    repository_url: found.repositoryUri,
  }));
}

/**
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecr/image_data_source.go
 *
 * `most_recent` is not answered: what it means differs between versions of the provider.
 */
export const ecrImage: DataSource = {
  type: 'aws_ecr_image',
  actions: ['ecr:DescribeImages'],
  attributes: ['id', 'image_digest', 'image_pushed_at', 'image_size_in_bytes', 'image_tags', 'registry_id'],
  decides: ['image_uri'],
  read({ resource, aws, region }) {
    const given = textArguments(resource, [
      'repository_name',
      'image_tag',
      'image_digest',
      'registry_id',
      'most_recent',
    ]);
    if (given?.repository_name === undefined || given.most_recent === 'true') return undefined;
    const { repository_name: repository, image_tag: tag, image_digest: digest, registry_id: registry } = given;
    if (tag === undefined && digest === undefined) return undefined;
    const key = {
      repository,
      ...(tag === undefined ? {} : { 'image-tag': tag }),
      ...(digest === undefined ? {} : { 'image-digest': digest }),
      ...(registry === undefined ? {} : { registry }),
    };
    return readImage(aws, key, region);
  },
};

async function readImage(
  aws: AwsReader,
  key: Reads['ecr:DescribeImages']['key'],
  region: string | undefined,
): Promise<DataAnswer> {
  return answerOf(await aws.read('ecr:DescribeImages', key, region), (found) => ({
    id: found.imageDigest,
    image_digest: found.imageDigest,
    image_pushed_at: found.imagePushedAt && Math.floor(found.imagePushedAt.getTime() / 1000),
    image_size_in_bytes: found.imageSizeInBytes,
    image_tags: found.imageTags,
    registry_id: found.registryId,
  }));
}
