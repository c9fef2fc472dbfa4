import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
import{entriesOf,fenced,inlineOf}from"./report-markdown-inline.js";import"./get-east-asian-width-lookup-data.js";import"./model-graphemes.js";import"./runtime.js";export{entriesOf,fenced,inlineOf};
