import type { FunctionModel } from '../runtime/functions.ts';

/** Replaces the addresses in functions' settings. `addresses` maps beginnings of values to what replaces them. */
export function atAddresses(functions: FunctionModel[], addresses: Record<string, string>): FunctionModel[] {
  const replace = (value: string) => {
    const from = Object.keys(addresses).find((address) => value.startsWith(address));
    return from === undefined ? value : addresses[from] + value.slice(from.length);
  };
  return functions.map((model) => ({
    ...model,
    environment: Object.fromEntries(Object.entries(model.environment).map(([name, value]) => [name, replace(value)])),
  }));
}

/** Replaces settings of functions, where they have one of that name. */
export function withSettings(functions: FunctionModel[], settings: Record<string, string>): FunctionModel[] {
  return functions.map((model) => ({
    ...model,
    environment: Object.fromEntries(
      Object.entries(model.environment).map(([name, value]) => [name, settings[name] ?? value]),
    ),
  }));
}
