using Postern.Ledger.Appender;

return args switch
{
    ["append", var ledger, var threads, var session] => await Appending.Run(ledger, int.Parse(threads), int.Parse(session)),
    ["fill", var ledger, var filler] => await Filling.Run(ledger, filler),
    ["open", var ledger] => await Opening.Run(ledger),
    _ => 2,
};
