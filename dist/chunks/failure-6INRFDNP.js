import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
import{InterruptedError}from"./chunk-KG6JKTIH.js";import{problemText}from"./chunk-7KVFTYF2.js";import{Chalk,print,terminal}from"./chunk-COL4MT6E.js";import{ProblemError}from"./chunk-T4JYRWSC.js";import{redactText}from"./chunk-74CU5U5Y.js";import{exitCode}from"./chunk-7UNXT7EQ.js";import"./chunk-KWCQLMYL.js";function reportFailure(error){if(error instanceof InterruptedError)return print(process.stderr,`driftcheck: interrupted, nothing was decided
`),error.exitCode;if(error instanceof ProblemError){let{color}=terminal(process.stderr),label=new Chalk({level:color?1:0}).red("error");return print(process.stderr,`${label}: ${problemText(error.problem)}
`),exitCode.couldNotRun}let text=error instanceof Error?error.stack??error.message:String(error);return print(process.stderr,`error: driftcheck failed; please report this:
${redactText(text)}
`),exitCode.couldNotRun}export{reportFailure};
