/** What is used of the Application Auto Scaling client: loaded when a number of tasks may be the autoscaler's. */
export { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
