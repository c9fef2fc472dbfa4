/** What is used of the ECR client: loaded when a repository or an image is looked up. */
export { DescribeImagesCommand, DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
