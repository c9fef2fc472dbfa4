/** Of how many parts the mutation suite is: each is a worker's. */
export const parts = 6;
