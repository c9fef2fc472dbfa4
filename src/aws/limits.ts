import { limits } from '../model/budget.ts';

/*
 * How much AWS takes in one call, and how much driftcheck sends at once.
 */

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html: "You may specify up to 10 services". */
export const servicesPerCall = 10;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html: "up to 100 task IDs or full ARN entries". */
export const tasksPerCall = 100;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceDeployments.html: "up to 20 ARNs"; the same for service revisions. */
export const serviceDeploymentsPerCall = 20;

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html: "Maximum number of 100 items". */
export const imagesPerCall = 100;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html and API_ListServices.html: up to 100 in a page. */
export const resultsPerList = 100;

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html: "up to 200 values" for a filter. */
export const valuesPerFilter = 200;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html: up to 50 values, and as many results in a page. */
export const parametersPerCall = 50;

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html: 5 to 1000. Calls that name neither a page size
 * nor a filter share a smaller bucket: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const resultsPerPage = 1000;

/**
 * Requests under way at once. Task definitions are read one by one, from a bucket of 50 that refills with 20 a second:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
 */
export const concurrentCalls = 10;

/** Attempts for one call, the first included; `AWS_MAX_ATTEMPTS` overrides it. The SDK's own 3 are over in two seconds of throttling. */
export const attempts = 6;

/** Milliseconds until a connection must stand, and until an answer must have come. */
export const connectionTimeout = 5_000;
export const requestTimeout = 30_000;

/** How large an answer may be and how slowly it may come. */
export const answerLimits = {
  bytes: limits.answer.most,
  bytesInAll: limits.answers.most,
  time: limits.answerTime.most,
  slowest: 1000,
  patience: 8000,
} as const;

/** Pages in a row that hold nothing: filters may leave a page empty, and the next one not. */
export const mostEmptyPages = 100;
