declare module "virtual:formulas.css";
