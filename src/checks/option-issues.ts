export { kindOf, OptionIssues } from '../domain/option-issues.js';
