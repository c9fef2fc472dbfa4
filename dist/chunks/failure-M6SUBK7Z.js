import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
import{InterruptedError}from"./chunk-KG6JKTIH.js";import{problemText}from"./chunk-5V5JY6D4.js";import{Chalk,terminal}from"./chunk-ZQXEVDDL.js";import{ProblemError}from"./chunk-Y4H3DOPY.js";import{redactText}from"./chunk-UDDS5AAK.js";import{exitCode}from"./chunk-7UNXT7EQ.js";import"./chunk-KWCQLMYL.js";function reportFailure(error){if(error instanceof InterruptedError)return process.stderr.write(`driftcheck: interrupted, nothing was decided
`),error.exitCode;if(error instanceof ProblemError){let{color}=terminal(process.stderr),label=new Chalk({level:color?1:0}).red("error");return process.stderr.write(`${label}: ${problemText(error.problem)}
`),exitCode.couldNotRun}let text=error instanceof Error?error.stack??error.message:String(error);return process.stderr.write(`error: driftcheck failed; please report this:
${redactText(text)}
`),exitCode.couldNotRun}export{reportFailure};
