# ANCOVA: lm, sandwich::vcovHC, predict, and lm on logarithms.
# Rscript linear.R, in this folder: writes linear_data.csv (inputs) and linear.csv (results).
# No column is searched; all are held to 1e-8 relative.
suppressPackageStartupMessages(library(sandwich))
set.seed(20261103)

sets <- list()
add <- function(name, d) sets[[name]] <<- d
trial <- function(nt, nc, effect = -1.5, unit = 1) {
  arm <- rep(c(1, 0), c(nt, nc)); n <- nt + nc
  age <- round(rnorm(n, 63, 9)); sex <- rbinom(n, 1, 0.55)
  pre <- pmax(1, round(rnorm(n, 12, 4)))
  post <- pmax(0, round(0.6 * pre + 0.03 * age + effect * arm + rnorm(n, 0, 2 + arm), 1)) + 0.5
  data.frame(arm, post = post * unit, pre = pre * unit, age, sex)
}
for (n in c(4, 5, 8, 15, 39, 78, 200)) {
  add(paste0("equal_", n), trial(n, n))
  add(paste0("unequal_", n), trial(n + 2, 2 * n))
}
add("large", trial(2500, 2500))
add("vegf", within(trial(78, 78), { post <- round(rlnorm(156, 13.2 - 0.3 * arm, 0.6), 2)
                                    pre <- round(rlnorm(156, 13.6, 0.5), 2) }))
add("million_and_one", within(trial(60, 50), { pre <- pre * 1e6; age <- age / 1e6 }))
add("offset", within(trial(40, 40), { pre <- 1e5 + pre; post <- 1e5 + post }))
add("ties", within(trial(30, 30), { pre <- sample(2:4, 60, TRUE); post <- sample(1:4, 60, TRUE) }))
add("steep", within(trial(20, 25), post <- round(3 * pre + rnorm(45, 0, 0.01), 4)))
add("one_patient", trial(1, 20))
add("eight", trial(4, 4, unit = 0.01))
add("constant_pre", within(trial(12, 12), pre <- 7))
add("constant_post", within(trial(12, 12), post <- 7))
add("pre_is_arm", within(trial(12, 12), pre <- 3 + arm))
add("zero_in_post", within(trial(20, 20), post <- post - min(post)))

covariates <- list(none = character(0), age = "age", age_sex = c("age", "sex"))
rows <- list()
put <- function(dataset, level, method, with, v) {
  v[!is.finite(v)] <- NA
  rows[[length(rows) + 1]] <<- c(dataset, level, method, with, sprintf("%.17g", v))
}
blank <- rep(NA_real_, 6)
usable <- function(m) !anyNA(coef(m)) && m$df.residual > 0 &&
  var(m$model[[1]]) > 0 && sum(resid(m)^2) > 1e-12 * sum((m$model[[1]] - mean(m$model[[1]]))^2)
wald <- function(est, se, df, level)
  c(est, est + c(-1, 1) * qt((1 + level) / 2, df) * se, est / se, df, 2 * pt(-abs(est / se), df))
arm_effect <- function(m, term, level, variance = vcov(m))
  wald(coef(m)[[term]], sqrt(variance[term, term]), m$df.residual, level)

for (name in names(sets)) for (level in c(0.90, 0.95, 0.99)) {
  d <- sets[[name]]
  for (with in names(covariates)) {
    extra <- covariates[[with]]
    m <- lm(reformulate(c("arm", "pre", extra), "post"), d)
    ok <- usable(m)
    put(name, level, "ancova", with, if (ok) arm_effect(m, "arm", level) else blank)
    free <- ok && max(hatvalues(m)) < 1 - 1e-10
    put(name, level, "ancova_hc3", with,
        if (free) arm_effect(m, "arm", level, vcovHC(m, type = "HC3")) else blank)
    at <- data.frame(arm = c(1, 0), t(colMeans(d[, c("pre", "age", "sex")])))
    band <- if (ok) predict(m, at, interval = "confidence", level = level) else matrix(NA, 2, 3)
    df <- if (ok) m$df.residual else NA
    put(name, level, "adjusted_treatment", with, c(band[1, ], NA, df, NA))
    put(name, level, "adjusted_control", with, c(band[2, ], NA, df, NA))
    v <- blank
    if (all(d$post > 0)) {
      logged <- within(d, { post <- log(post); pre <- log(pre) })
      m <- lm(reformulate(c("arm", "pre", extra), "post"), logged)
      if (usable(m)) { v <- arm_effect(m, "arm", level); v[1:3] <- exp(v[1:3]) }
    }
    put(name, level, "ancova_ratio", with, v)
  }
  m <- lm(post ~ arm * pre, d)
  v <- blank
  if (usable(m)) { v <- arm_effect(m, "arm:pre", level); v[4] <- v[4]^2 }
  put(name, level, "ancova_slopes", "none", v)
}
result <- as.data.frame(do.call(rbind, rows))
names(result) <- c("dataset", "level", "method", "covariates",
                   "value", "low", "high", "statistic", "df", "p")
write.csv(result, "linear.csv", row.names = FALSE, quote = FALSE)

data <- do.call(rbind, lapply(names(sets), function(s) cbind(dataset = s, sets[[s]])))
for (column in c("post", "pre", "age")) data[[column]] <- sprintf("%.15g", data[[column]])
write.csv(data, "linear_data.csv", row.names = FALSE, quote = FALSE)
