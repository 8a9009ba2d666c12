# Correlation: cor.test, ranks, residuals given the arm, lm with its interaction, predict.
# Rscript association.R, in this folder: writes association_data.csv and association.csv.
# No column is searched; all are held to 1e-8 relative (an estimate near 0: to 1e-11 of its limits).
set.seed(20261104)

sets <- list()
add <- function(name, arm, factor, nihss) sets[[name]] <<- data.frame(arm, factor, nihss)
arms <- function(nt, nc) rep(c(1, 0), c(nt, nc))
for (n in c(4, 6, 8, 15, 39, 78, 250)) {
  arm <- arms(n, n + 1); f <- round(rlnorm(2 * n + 1, 5, 0.4), 2)
  add(paste0("factor_", n), arm, f, pmax(0, round(20 - 2 * arm - 0.03 * f + rnorm(2 * n + 1, 0, 3))))
  add(paste0("ties_", n), arm, sample(0:5, 2 * n + 1, TRUE), sample(0:4, 2 * n + 1, TRUE))
}
arm <- arms(2600, 2400); f <- round(rnorm(5000, 180, 40), 1)
add("large", arm, f, round(pmax(0, 12 - 2 * arm - 0.004 * f + rnorm(5000, 0, 4))))
arm <- arms(60, 60); f <- round(rlnorm(120, 13.8, 0.6))
add("vegf", arm, f, round(10 - f / 1e6 + rnorm(120, 0, 3)))
add("offset", arm, 1e6 + round(rnorm(120), 3), 500 + round(rnorm(120), 3))
x <- round(rnorm(120), 4)
add("strong", arm, x, round(-4 * x + rnorm(120, 0, 0.001), 5))
add("opposed", arm, round(rnorm(120) + 3 * arm, 3), round(rnorm(120) - 3 * arm, 3))
add("perfect", arms(5, 5), 1:10, 21 - 2 * (1:10))
add("constant_factor", arms(6, 6), rep(2, 12), 1:12)
add("constant_nihss", arms(6, 6), 1:12, rep(0, 12))
add("constant_in_arm", arms(6, 6), rep(c(1, 2), each = 6), sample(12))
add("one_patient", arms(1, 9), sample(10), round(rnorm(10), 2))
add("three", arms(2, 1), c(1, 3, 2), c(4, 1, 9))
add("one_arm", rep(1, 9), round(rnorm(9), 2), round(rnorm(9), 2))

rows <- list()
put <- function(dataset, level, method, v) {
  v[!is.finite(v)] <- NA
  rows[[length(rows) + 1]] <<- c(dataset, level, method, sprintf("%.17g", v))
}
blank <- rep(NA_real_, 6)
varies <- function(v) length(v) > 1 && sum((v - mean(v))^2) > 1e-20 * sum(v^2)
# One formula for the three: a correlation, the standard error of its z, its df.
correlation <- function(r, se, df, level) {
  if (1 - abs(r) < 1e-12) return(c(sign(r), NA, NA, NA, NA, NA))
  t <- r * sqrt(df / (1 - r^2))
  c(r, tanh(atanh(r) + c(-1, 1) * qnorm((1 + level) / 2) * se), t, df, 2 * pt(-abs(t), df))
}
for (name in names(sets)) for (level in c(0.90, 0.95, 0.99)) {
  d <- sets[[name]]; n <- nrow(d); both <- varies(d$factor) && varies(d$nihss)
  v <- blank
  if (n >= 4 && both) {
    if (abs(cor(d$factor, d$nihss)) > 1 - 1e-12) v <- c(sign(cor(d$factor, d$nihss)), rep(NA, 5))
    else { h <- cor.test(d$factor, d$nihss, conf.level = level)
           v <- c(h$estimate, h$conf.int[1:2], h$statistic, h$parameter, h$p.value) }
  }
  put(name, level, "pearson", v)
  v <- blank
  if (n >= 4 && both) {
    rho <- cor(rank(d$factor), rank(d$nihss))
    v <- correlation(rho, sqrt((1 + rho^2 / 2) / (n - 3)), n - 2, level)
    if (n < 5) v[2:3] <- NA
  }
  put(name, level, "spearman", v)
  v <- blank
  if (n >= 5 && length(unique(d$arm)) == 2) {
    ef <- resid(lm(factor ~ arm, d)); en <- resid(lm(nihss ~ arm, d))
    if (sum(ef^2) > 1e-20 * sum(d$factor^2) && sum(en^2) > 1e-20 * sum(d$nihss^2))
      v <- correlation(cor(ef, en), 1 / sqrt(n - 4), n - 3, level)
  }
  put(name, level, "partial_pearson", v)
  m <- lm(nihss ~ factor * arm, d)
  v <- blank
  if (!anyNA(coef(m)) && m$df.residual > 0 && varies(d$nihss) &&
      sum(resid(m)^2) > 1e-12 * sum((d$nihss - mean(d$nihss))^2)) {
    se <- sqrt(vcov(m)["factor:arm", "factor:arm"]); b <- coef(m)[["factor:arm"]]
    t <- b / se; df <- m$df.residual
    v <- c(b, b + c(-1, 1) * qt((1 + level) / 2, df) * se, t, df, 2 * pt(-abs(t), df))
  }
  put(name, level, "slope_difference", v)
  if (n >= 3 && varies(d$factor)) {
    m <- lm(nihss ~ factor, d)
    at <- c(min(d$factor), mean(d$factor), max(d$factor) * 1.5)
    band <- predict(m, data.frame(factor = at), interval = "confidence", level = level)
    put(name, level, "line", c(coef(m), sqrt(sum(resid(m)^2) / m$df.residual), at))
    for (i in 1:3) put(name, level, paste0("band_", i), c(band[i, ], NA, NA, NA))
  }
}
result <- as.data.frame(do.call(rbind, rows))
names(result) <- c("dataset", "level", "method", "value", "low", "high", "statistic", "df", "p")
write.csv(result, "association.csv", row.names = FALSE, quote = FALSE)
data <- do.call(rbind, lapply(names(sets), function(s) cbind(dataset = s, sets[[s]])))
for (column in c("factor", "nihss")) data[[column]] <- sprintf("%.15g", data[[column]])
write.csv(data, "association_data.csv", row.names = FALSE, quote = FALSE)
