import { projects, run } from './jest.projects.js';

export default { ...run, projects: projects('test') };
