using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Postern.Bench.Tests")]
