import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
var ProblemError=class extends Error{name="ProblemError";problem;constructor(problem,options){super(problem.code,options),this.problem=problem}};export{ProblemError};
